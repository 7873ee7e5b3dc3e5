import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { changePassword } from '../api/context.ts';
import { forgetSession, sessionState, signIn } from '../api/session.ts';
import { useCommand } from '../api/use-command.ts';
import { EntryPage } from '../components/entry-page.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';

const shortest = 12;

function problemOf(next: string, again: string): string | null {
  if (next.length < shortest) return `Use at least ${shortest} characters.`;
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

/** A one-time password opens only this page: it must be replaced first. */
export function ChangePasswordPage() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [shownProblem, setShownProblem] = useState<string | null>(null);
  const change = useCommand(async () => {
    await changePassword(current, next);
    // Changing the password ends every session, this one included; sign in again with the new one.
    await signIn(sessionState().user?.email ?? '', next);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = problemOf(next, again);
    setShownProblem(problem);
    if (problem === null) change.mutate(undefined);
  };
  return (
    <EntryPage title="Choose your own password">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">
            You signed in with a one-time password. Replace it to go on. Use at least {shortest} characters;
            long passphrases are easiest to remember.
          </Text>
          {change.error !== null && <ProblemAlert error={change.error} />}
          <PasswordField label="One-time password" isNew={false} value={current} onChange={setCurrent} />
          <PasswordField label="New password" isNew value={next} onChange={setNext} />
          <PasswordField
            label="New password again"
            isNew
            value={again}
            onChange={setAgain}
            error={shownProblem}
          />
          <Button type="submit" loading={change.isPending}>
            Save and continue
          </Button>
          <Button variant="subtle" onClick={forgetSession}>
            Sign out
          </Button>
        </Stack>
      </form>
    </EntryPage>
  );
}
