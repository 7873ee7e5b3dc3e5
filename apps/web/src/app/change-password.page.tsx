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

/** A one-time password opens only this page: it must be replaced first. */
export function ChangePasswordPage() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [shownProblem, setShownProblem] = useState<string | null>(null);
  const change = useCommand(async () => {
    await changePassword(current, next);
    // Changing the password ends every session, this one included; sign in again with the new one.
    const email = sessionState().user?.email ?? '';
    await signIn(email, next);
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
            You signed in with a one-time password. Replace it to go on. Long passphrases are easiest to
            remember.
          </Text>
          {change.error !== null && <ProblemAlert error={change.error} />}
          <PasswordInput
            label="One-time password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            required
          />
          <PasswordInput
            label="New password"
            description={`At least ${shortest} characters.`}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            required
          />
          <PasswordInput
            label="New password again"
            autoComplete="new-password"
            value={again}
            onChange={(event) => setAgain(event.currentTarget.value)}
            error={shownProblem}
            required
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
