import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { changePassword } from '../api/context.ts';
import { sessionState, signIn } from '../api/session.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from './problem-alert.tsx';

export const shortestPassword = 12;

function problemOf(next: string, again: string): string | null {
  if (next.length < shortestPassword) return `Use at least ${shortestPassword} characters.`;
  return next === again ? null : 'The two new passwords are not the same.';
}

interface PasswordFieldProps {
  readonly label: string;
  readonly isNew: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | null;
}

function PasswordField({ label, isNew, value, onChange, error = null }: PasswordFieldProps) {
  return (
    <PasswordInput
      label={label}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      required
    />
  );
}

/** Replaces the own password and signs in again with the new one, since the change ends every session. */
export function NewPasswordForm(props: { currentLabel: string; submitLabel: string; onDone?: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [shownProblem, setShownProblem] = useState<string | null>(null);
  const change = useCommand(
    async () => {
      await changePassword(current, next);
      await signIn(sessionState().user?.email ?? '', next);
    },
    {
      onSuccess() {
        for (const clear of [setCurrent, setNext, setAgain]) clear('');
        props.onDone?.();
      },
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = problemOf(next, again);
    setShownProblem(problem);
    if (problem === null) change.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {change.error !== null && <ProblemAlert error={change.error} />}
        <PasswordField label={props.currentLabel} isNew={false} value={current} onChange={setCurrent} />
        <PasswordField label="New password" isNew value={next} onChange={setNext} />
        <PasswordField
          label="New password again"
          isNew
          value={again}
          onChange={setAgain}
          error={shownProblem}
        />
        <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
          {props.submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
