import { NativeSelect, TextInput } from '@mantine/core';
import type { TargetField } from '../../api/entities.ts';
import { fieldLabel, sentenceOf } from '../../texts/vocabulary.ts';

const yesNo = [
  { value: '', label: 'Unknown' },
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

const hints: Readonly<Record<string, string>> = {
  date: 'As 2026-12-31',
  timestamp: 'As 2026-12-31T23:59:59Z',
  text_list: 'Several values with a comma between them',
};

/** The input of one field of an asset, fitting its type; empty means unknown. */
export function EditedField(props: {
  field: TargetField;
  value: string;
  isEdited: boolean;
  error: string | null;
  onChange: (text: string) => void;
}) {
  const { field, value, isEdited, error, onChange } = props;
  const label = fieldLabel(field);
  const description = isEdited ? 'Changed' : (hints[field.type] ?? null);
  const choices =
    field.type === 'boolean'
      ? yesNo
      : field.vocabulary?.map((word) => ({ value: word, label: sentenceOf(word) }));
  if (choices === undefined) {
    return (
      <TextInput
        label={label}
        description={description}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const unknown = choices.some((choice) => choice.value === '') ? [] : [{ value: '', label: 'Unknown' }];
  return (
    <NativeSelect
      label={label}
      description={description}
      data={[...unknown, ...choices]}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
