import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { GrantBody, User } from '../../api/entities.ts';
import { addPerson } from '../../api/people.ts';
import { type TenantContext, useSession } from '../../api/session.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';

const choices = [
  { value: 'viewer', label: 'Viewer: looks at everything' },
  { value: 'analyst', label: 'Analyst: uploads, decides and maps' },
  { value: 'engagement_manager', label: 'Engagement manager: approves and deletes as well' },
  { value: 'client_admin', label: 'Client administrator: all engagements and people of this client' },
] as const;
type Choice = (typeof choices)[number]['value'];

/** The grant of a role: a client's administrator has none of one engagement. */
function grantOf(role: Choice, context: TenantContext): Omit<GrantBody, 'user_id'> {
  return {
    role,
    client_account_id: context.clientAccountId,
    engagement_id: role === 'client_admin' ? null : context.engagementId,
  };
}

function useNewPerson(onAdded: (answer: { user: User; one_time_password: string }) => unknown) {
  const { context } = useSession();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Choice>('analyst');
  const add = useCommand(
    (place: TenantContext) =>
      addPerson({ email: email.trim(), display_name: name.trim() }, grantOf(role, place)),
    { onSuccess: onAdded },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (context !== null) add.mutate(context);
  };
  return { email, setEmail, name, setName, role, setRole, add, submit };
}

/** Makes a person with a role in the open engagement. */
export function AddPersonDialog(props: {
  onClose: () => void;
  onAdded: (answer: { user: User; one_time_password: string }) => unknown;
}) {
  const { email, setEmail, name, setName, role, setRole, add, submit } = useNewPerson(props.onAdded);
  return (
    <Modal opened onClose={props.onClose} title="Add a person">
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">
            They get a one-time password, which you see once and pass on.
          </Text>
          {add.error !== null && <ProblemAlert error={add.error} />}
          <TextInput
            label="Name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={200}
            required
            data-autofocus
          />
          <TextInput
            label="E-mail"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            required
          />
          <NativeSelect
            label="Role"
            data={choices.map(({ value, label }) => ({ value, label }))}
            value={role}
            onChange={(event) =>
              setRole(choices.find(({ value }) => value === event.currentTarget.value)?.value ?? role)
            }
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              Back
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
