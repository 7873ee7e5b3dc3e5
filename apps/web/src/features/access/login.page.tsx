import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { signIn, useSession } from '../../api/session.ts';
import { useCommand } from '../../api/use-command.ts';
import { EntryPage } from '../../components/entry-page.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';

/** Only paths of this application are followed after the sign-in. */
function safePath(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}

export function LoginPage() {
  const { status } = useSession();
  const search: { next?: unknown } = useSearch({ strict: false });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useCommand(() => signIn(email.trim(), password));
  const { history } = useRouter();
  const next = safePath(search.next);
  useEffect(() => {
    if (status === 'signed_in') history.replace(next);
  }, [status, history, next]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate(undefined);
  };
  return (
    <EntryPage title="Sign in">
      <form onSubmit={submit}>
        <Stack>
          {login.error !== null && <ProblemAlert error={login.error} />}
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            required
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
          />
          <Button type="submit" loading={login.isPending}>
            Sign in
          </Button>
          <Text size="sm" c="dimmed">
            First start? The address and a one-time password were printed where Landfall was started.
          </Text>
        </Stack>
      </form>
    </EntryPage>
  );
}
