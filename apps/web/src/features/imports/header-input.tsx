import { NumberInput } from '@mantine/core';

interface HeaderInputProps {
  readonly label: 'Header in row' | 'Header in line';
  readonly description?: string;
  readonly width: number;
  /** Undefined while nobody has named one. */
  readonly row: number | undefined;
  readonly onRow: (row: number) => void;
}

/** The number of the line or row that names the columns. */
export function HeaderInput({ label, description, width, row, onRow }: HeaderInputProps) {
  return (
    <NumberInput
      {...{ label, description }}
      w={width}
      min={1}
      allowDecimal={false}
      value={row ?? ''}
      onChange={(value) => typeof value === 'number' && value >= 1 && onRow(value)}
    />
  );
}
