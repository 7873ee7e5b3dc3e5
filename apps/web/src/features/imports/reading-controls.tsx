import { Group, Select } from '@mantine/core';
import type { InspectAnswer, UploadOptions } from '../../api/entities.ts';
import type { Choosing } from './choosing.ts';
import { delimiterWords, formatWord, offeredEncodings } from './detection-text.ts';
import { HeaderInput } from './header-input.tsx';
import { SheetControls } from './sheet-controls.tsx';

type Detection = InspectAnswer['detection'];
type Delimiter = NonNullable<UploadOptions['delimiter']>;

/** What was found out about a file's form, each part to be changed by the person. */
export function ReadingControls({ detection, choices, onChoices }: Choosing & { detection: Detection }) {
  const set = (change: Partial<UploadOptions>) => onChoices({ ...choices, ...change });
  return (
    <Group align="flex-end" gap="md" role="group" aria-label={`Read as ${formatWord(detection.format)}`}>
      {detection.sheets.length > 0 && <SheetControls {...{ detection, choices, onChoices }} />}
      {detection.format !== 'xlsx' && (
        <Select
          label="Encoding"
          w={190}
          searchable
          allowDeselect={false}
          value={detection.encoding}
          data={encodingsOf(detection)}
          onChange={(encoding) => encoding !== null && set({ encoding })}
        />
      )}
      {detection.delimiter !== null && (
        <Select
          label="Delimiter"
          w={140}
          allowDeselect={false}
          value={detection.delimiter}
          data={Object.entries(delimiterWords).map(([value, label]) => ({ value, label }))}
          onChange={(value) => isDelimiter(value) && set({ delimiter: value })}
        />
      )}
      {detection.header_row !== null && (
        <HeaderInput
          label={detection.line_unit === 'sheet_row' ? 'Header in row' : 'Header in line'}
          width={130}
          row={detection.header_row}
          onRow={(row) => set({ header_row: row })}
        />
      )}
    </Group>
  );
}

function encodingsOf({ encoding, encoding_candidates: candidates }: Detection): string[] {
  return [...new Set([encoding, ...candidates.map((candidate) => candidate.encoding), ...offeredEncodings])];
}

function isDelimiter(value: string | null): value is Delimiter {
  return value !== null && value in delimiterWords;
}
