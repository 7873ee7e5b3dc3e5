import { TextInput } from '@mantine/core';

/** A text to type letter by letter before something large is deleted. */
export function TypedConfirmation(props: {
  expected: string;
  description: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <TextInput
      label={`Type “${props.expected}” to confirm`}
      description={props.description}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      autoComplete="off"
    />
  );
}

/** Whether the text was typed; capitals do not matter. */
export function isTyped(value: string, expected: string): boolean {
  return value.trim().toLowerCase() === expected.toLowerCase();
}
