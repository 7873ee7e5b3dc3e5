import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { renameSelf } from '../../api/profile.ts';
import { replaceUser, useSession } from '../../api/session.ts';
import { useCommand } from '../../api/use-command.ts';
import { NewPasswordForm } from '../../components/new-password-form.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Section } from '../../components/section.tsx';
import { ApiTokens } from './api-tokens.tsx';
import { OwnSessions } from './own-sessions.tsx';

/** What a person sees and changes about themselves. */
export function ProfilePage() {
  const { user } = useSession();
  const [changed, setChanged] = useState(false);
  return (
    <Stack gap="xl" maw={920}>
      <PageHeader title="Profile" subtitle={user?.email} />
      <Section id="own-name" title="Name">
        <OwnName name={user?.display_name ?? ''} />
      </Section>
      <Section id="own-password" title="Password">
        <Text size="sm" c="dimmed" mb="sm">
          Changing it signs you out everywhere else.
        </Text>
        {changed && (
          <div className="notice" data-tone="good" role="status" style={{ marginBottom: 12 }}>
            <Text size="sm">The password is changed. Other devices have to sign in again.</Text>
          </div>
        )}
        <div style={{ maxWidth: 420 }}>
          <NewPasswordForm
            currentLabel="Current password"
            submitLabel="Change password"
            onDone={() => setChanged(true)}
          />
        </div>
      </Section>
      <Section id="own-sessions" title="Signed-in devices">
        <OwnSessions />
      </Section>
      <Section id="own-tokens" title="API tokens">
        <ApiTokens />
      </Section>
    </Stack>
  );
}

function OwnName({ name }: { name: string }) {
  const [draft, setDraft] = useState<string | null>(null);
  const value = draft ?? name;
  const rename = useCommand(() => renameSelf(value.trim()), {
    onSuccess: (renamed) => {
      replaceUser(renamed);
      setDraft(null);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate(undefined);
  };
  const isChanged = value.trim() !== '' && value.trim() !== name;
  return (
    <form onSubmit={submit}>
      {rename.error !== null && <ProblemAlert error={rename.error} />}
      {rename.isSuccess && !isChanged && (
        <Text size="sm" role="status">
          The name is saved.
        </Text>
      )}
      <Group align="flex-end" gap="sm">
        <TextInput
          label="Name others see"
          description="On decisions, in lists and in the audit log"
          value={value}
          onChange={(event) => setDraft(event.currentTarget.value)}
          maxLength={200}
          w={420}
          maw="100%"
          required
        />
        <Button type="submit" disabled={!isChanged} loading={rename.isPending}>
          Save
        </Button>
      </Group>
    </form>
  );
}
