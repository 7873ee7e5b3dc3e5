import { Button, Group, Select, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { AuditFilter } from '../../api/audit.ts';
import type { AuditEntry } from '../../api/entities.ts';

const results: readonly { value: AuditEntry['result']; label: string }[] = [
  { value: 'success', label: 'Done' },
  { value: 'denied', label: 'Refused' },
  { value: 'error', label: 'Error' },
];

/** Start of a local day as ISO 8601; undefined for an empty field. */
function startOfDay(day: string, plusDays = 0): string | undefined {
  if (day === '') return undefined;
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + plusDays);
  return date.toISOString();
}

interface Fields {
  readonly action: string;
  readonly result: string | null;
  readonly from: string;
  readonly to: string;
}

const empty: Fields = { action: '', result: null, from: '', to: '' };

function filterOf({ action, result, from, to }: Fields): AuditFilter {
  const known = results.find((one) => one.value === result)?.value;
  const [after, before] = [startOfDay(from), startOfDay(to, 1)];
  return {
    ...(action.trim() !== '' && { action: action.trim() }),
    ...(known !== undefined && { result: known }),
    ...(after !== undefined && { from: after }),
    ...(before !== undefined && { to: before }),
  };
}

/** What was done, with what result, and when. */
export function AuditFilters({
  filter,
  onChange,
}: {
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}) {
  const [fields, setFields] = useState<Fields>(empty);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(filterOf(fields));
  };
  const clear = () => {
    setFields(empty);
    onChange({});
  };
  return (
    <form onSubmit={submit} aria-label="Filters">
      <Group gap="sm" align="flex-end">
        <FilterFields fields={fields} onChange={(change) => setFields({ ...fields, ...change })} />
        <Button type="submit" variant="default">
          Apply
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button variant="subtle" onClick={clear}>
            Clear filters
          </Button>
        )}
      </Group>
    </form>
  );
}

function FilterFields({ fields, onChange }: { fields: Fields; onChange: (change: Partial<Fields>) => void }) {
  return (
    <>
      <TextInput
        type="search"
        label="What was done"
        placeholder="flow.delete or flow.*"
        value={fields.action}
        onChange={(event) => onChange({ action: event.currentTarget.value })}
        w={210}
      />
      <Select
        label="Result"
        placeholder="Any"
        clearable
        data={results}
        value={fields.result}
        onChange={(result) => onChange({ result })}
        w={140}
      />
      <TextInput
        type="date"
        label="From"
        value={fields.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        value={fields.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
    </>
  );
}
