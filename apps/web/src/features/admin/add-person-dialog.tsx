import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
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
function grantOf(
  { role, seesSensitive }: { role: Choice; seesSensitive: boolean },
  context: TenantContext,
): Omit<GrantBody, 'user_id'> {
  return {
    role,
    can_access_sensitive_data: seesSensitive,
    client_account_id: context.clientAccountId,
    engagement_id: role === 'client_admin' ? null : context.engagementId,
  };
}

function useNewPerson(onAdded: (answer: { user: User; one_time_password: string }) => unknown) {
  const { context } = useSession();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Choice>('analyst');
  const [seesSensitive, setSeesSensitive] = useState(false);
  const add = useCommand(
    (place: TenantContext) =>
      addPerson({ email: email.trim(), display_name: name.trim() }, grantOf({ role, seesSensitive }, place)),
    { onSuccess: onAdded },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (context !== null) add.mutate(context);
  };
  const entered = { email, setEmail, name, setName, role, setRole, seesSensitive, setSeesSensitive };
  return { ...entered, add, submit };
}

function RoleSelect({ role, setRole }: { role: Choice; setRole: (role: Choice) => void }) {
  return (
    <NativeSelect
      label="Role"
      data={choices.map(({ value, label }) => ({ value, label }))}
      value={role}
      onChange={(event) =>
        setRole(choices.find(({ value }) => value === event.currentTarget.value)?.value ?? role)
      }
    />
  );
}

function SensitiveSight(props: { seesSensitive: boolean; setSeesSensitive: (may: boolean) => void }) {
  return (
    <Checkbox
      label="May see sensitive data"
      description="Personal, secret and classified values are masked for everyone else, whatever their role."
      checked={props.seesSensitive}
      onChange={(event) => props.setSeesSensitive(event.currentTarget.checked)}
    />
  );
}

/** Makes a person with a role in the open engagement. */
export function AddPersonDialog(props: {
  onClose: () => void;
  onAdded: (answer: { user: User; one_time_password: string }) => unknown;
}) {
  const { email, setEmail, name, setName, role, setRole, add, submit, ...sensitive } = useNewPerson(
    props.onAdded,
  );
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
          <RoleSelect role={role} setRole={setRole} />
          <SensitiveSight {...sensitive} />
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
