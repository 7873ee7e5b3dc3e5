import { Button, Checkbox, Group, Popover, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import type { TargetField } from '../../api/entities.ts';
import { defaultColumns } from './asset-columns.tsx';

/** Columns the grid always shows. */
const fixedColumns = new Set(['name', 'asset_type']);

interface ColumnPickerProps {
  readonly fields: readonly TargetField[];
  readonly chosen: readonly string[];
  readonly onChange: (columns: string[]) => void;
}

/** Which fields the grid shows; the choice is remembered in this browser. */
export function ColumnPicker({ fields, chosen, onChange }: ColumnPickerProps) {
  const [search, setSearch] = useState('');
  return (
    <Popover width={320} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={16} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns of the grid">
        <Stack gap="xs">
          <TextInput
            aria-label="Find a column"
            placeholder="Find a column"
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Choices search={search} fields={fields} chosen={chosen} onChange={onChange} />
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              {chosen.length} shown
            </Text>
            <Button size="xs" variant="subtle" onClick={() => onChange([...defaultColumns])}>
              Back to the usual
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Choices({ search, fields, chosen, onChange }: ColumnPickerProps & { search: string }) {
  const text = search.trim().toLowerCase();
  const shown = fields.filter(
    (field) => !fixedColumns.has(field.key) && `${field.label} ${field.key}`.toLowerCase().includes(text),
  );
  const toggle = (key: string, on: boolean) =>
    onChange(on ? [...chosen, key] : chosen.filter((one) => one !== key));
  return (
    <ScrollArea.Autosize
      mah={320}
      type="auto"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Columns' }}
    >
      <Stack gap={8} p={4}>
        {shown.map((field) => (
          <Checkbox
            key={field.key}
            label={field.label}
            checked={chosen.includes(field.key)}
            onChange={(event) => toggle(field.key, event.currentTarget.checked)}
          />
        ))}
        {shown.length === 0 && <Text size="sm">No column has this name.</Text>}
      </Stack>
    </ScrollArea.Autosize>
  );
}
