import { Textarea } from '@mantine/core';

/** Most letters a reason may have; the API refuses more. */
const longest = 500;

/** Why a person does something; kept with what they did. */
export function ReasonField(props: {
  value: string;
  onChange: (reason: string) => void;
  label?: string;
  description?: string;
  required?: boolean;
}) {
  const { value, onChange, label = 'Reason', required = false } = props;
  return (
    <Textarea
      label={label}
      description={props.description ?? 'Optional. It is kept in the journal.'}
      required={required}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={longest}
      autosize
      minRows={2}
    />
  );
}
