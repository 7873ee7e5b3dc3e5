import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { CustomFieldBody, TargetField } from '../../api/entities.ts';
import { defineField, ownFieldsQuery, removeField, targetFieldsKey } from '../../api/mappings.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { keyOfLabel } from './key-of-label.ts';

type FieldType = CustomFieldBody['data_type'];
const types: readonly { value: FieldType; label: string }[] = [
  { value: 'text', label: 'Text' },
  { value: 'integer', label: 'Whole number' },
  { value: 'decimal', label: 'Number' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'date', label: 'Date' },
];

/** Fields the client account has added to the catalog, for columns nothing in it fits. */
export function OwnFields() {
  const queryClient = useQueryClient();
  const may = useRights();
  const fields = useQuery(ownFieldsQuery);
  const refresh = () => queryClient.invalidateQueries({ queryKey: targetFieldsKey });
  const define = useCommand((field: CustomFieldBody, key) => defineField(field, key), { onSuccess: refresh });
  const remove = useCommand((key: string, idempotencyKey) => removeField(key, idempotencyKey), {
    onSuccess: refresh,
  });
  const failed = define.error ?? remove.error;
  return (
    <Stack gap="sm">
      <Text size="sm">
        A field of your own is offered for every column of this client, in the group “Custom”.
      </Text>
      {failed !== null && <ProblemAlert error={failed} />}
      {may('mapping.decide') && <NewField pending={define.isPending} onDefine={define.mutate} />}
      <QueryView query={fields} label="own fields" rows={2}>
        {(own) =>
          own.length === 0 ? (
            <EmptyState title="No field of your own yet">
              Columns can also be kept under their header, without any field.
            </EmptyState>
          ) : (
            <FieldTable
              fields={own}
              pending={remove.isPending}
              onRemove={may('engagement.settings') ? remove.mutate : null}
            />
          )
        }
      </QueryView>
    </Stack>
  );
}

function NewField({ pending, onDefine }: { pending: boolean; onDefine: (field: CustomFieldBody) => void }) {
  const [label, setLabel] = useState('');
  const [type, setType] = useState<FieldType>('text');
  const key = keyOfLabel(label);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key === null) return;
    onDefine({ key, label: label.trim(), data_type: type });
    setLabel('');
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-start" gap="sm">
        <TextInput
          label="Name of the field"
          placeholder="Rack label"
          description={key ?? 'Use letters and digits.'}
          inputWrapperOrder={['label', 'input', 'description']}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          maxLength={80}
          w={320}
          maw="100%"
          required
        />
        <NativeSelect
          label="Holds"
          data={types.map(({ value, label: text }) => ({ value, label: text }))}
          value={type}
          onChange={(event) =>
            setType(types.find(({ value }) => value === event.currentTarget.value)?.value ?? type)
          }
        />
        <Button type="submit" disabled={key === null} loading={pending} mt={25}>
          Add the field
        </Button>
      </Group>
    </form>
  );
}

function FieldTable(props: {
  fields: readonly TargetField[];
  pending: boolean;
  onRemove: ((key: string) => void) | null;
}) {
  const { onRemove } = props;
  return (
    <TableCard label="List of own fields" heads={['Field', 'Key', 'Holds', { spoken: 'Remove' }]}>
      {props.fields.map((field) => (
        <tr key={field.key}>
          <td>{field.label}</td>
          <td className="mono">{field.key}</td>
          <td>{types.find(({ value }) => value === field.type)?.label ?? sentenceOf(field.type)}</td>
          <td>
            {onRemove !== null && (
              <Button
                size="xs"
                variant="default"
                disabled={props.pending}
                onClick={() => onRemove(field.key)}
                aria-label={`Remove ${field.label}`}
              >
                Remove
              </Button>
            )}
          </td>
        </tr>
      ))}
    </TableCard>
  );
}
