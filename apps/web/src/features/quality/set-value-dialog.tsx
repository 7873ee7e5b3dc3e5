import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ImportCategory, QualityIssue, TargetField } from '../../api/entities.ts';
import { targetFieldsQuery } from '../../api/mappings.ts';
import { QueryView } from '../../components/query-view.tsx';
import { countOf } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** Lets a person type the one value that all cells of an issue are to have. */
export function SetValueDialog(props: {
  issue: QualityIssue;
  category: ImportCategory;
  onSave: (value: string) => void;
  onClose: () => void;
}) {
  const { issue, category, onSave, onClose } = props;
  const fields = useQuery(targetFieldsQuery(category));
  return (
    <Modal opened onClose={onClose} title={`Value for cells of “${issue.column ?? ''}”`}>
      <QueryView query={fields} label="fields" rows={2}>
        {(catalog) => (
          <ValueForm
            issue={issue}
            field={catalog.find(({ key }) => key === issue.target_field)}
            onSave={onSave}
            onClose={onClose}
          />
        )}
      </QueryView>
    </Modal>
  );
}

function ValueForm(props: {
  issue: QualityIssue;
  field: TargetField | undefined;
  onSave: (value: string) => void;
  onClose: () => void;
}) {
  const { issue, field, onSave, onClose } = props;
  const [value, setValue] = useState(valueSoFar(issue));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() !== '') onSave(value.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {countOf(issue.row_count, 'row')} will have it, as entered by you. The rows as imported stay
          unchanged.
        </Text>
        <ValueInput field={field} value={value} onChange={setValue} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={value.trim() === ''}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ValueInput(props: {
  field: TargetField | undefined;
  value: string;
  onChange: (value: string) => void;
}) {
  const { field, value, onChange } = props;
  const label = field?.label ?? 'Value';
  const words = field?.vocabulary ?? null;
  const unit = field?.unit ?? null;
  if (words === null)
    return (
      <TextInput
        label={label}
        description={unit === null ? undefined : `In ${unit}, unless you write a unit`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-autofocus
      />
    );
  const choices = words.map((word) => ({ value: word, label: sentenceOf(word) }));
  return (
    <NativeSelect
      label={label}
      data={[{ value: '', label: 'Choose…' }, ...choices]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-autofocus
    />
  );
}

/** The value that was set before. */
function valueSoFar({ decision }: QualityIssue): string {
  const value = decision?.action === 'set_value' ? decision.parameters['value'] : undefined;
  return typeof value === 'string' ? value : '';
}
