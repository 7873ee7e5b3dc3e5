import { Button, Stack, Text } from '@mantine/core';
import { forgetSession } from '../api/session.ts';
import { EntryPage } from '../components/entry-page.tsx';
import { NewPasswordForm, shortestPassword } from '../components/new-password-form.tsx';

/** A one-time password opens only this page: it must be replaced first. */
export function ChangePasswordPage() {
  return (
    <EntryPage title="Choose your own password">
      <Stack>
        <Text size="sm" c="dimmed">
          You signed in with a one-time password. Replace it to go on. Use at least {shortestPassword}{' '}
          characters; long passphrases are easiest to remember.
        </Text>
        <NewPasswordForm currentLabel="One-time password" submitLabel="Save and continue" />
        <Button variant="subtle" onClick={forgetSession}>
          Sign out
        </Button>
      </Stack>
    </EntryPage>
  );
}
