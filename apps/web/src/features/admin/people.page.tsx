import { Button, Group, Stack } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Membership, User } from '../../api/entities.ts';
import { membershipsQuery, resetPassword, setUserStatus, usersQuery } from '../../api/people.ts';
import { useSession } from '../../api/session.ts';
import { useCommand } from '../../api/use-command.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { OneTimeSecret } from '../../components/one-time-secret.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { AddPersonDialog } from './add-person-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface Told {
  readonly user: User;
  readonly one_time_password: string;
}

function usePeople() {
  const queryClient = useQueryClient();
  const refresh = () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey: [first] }) => first === 'admin-users' || first === 'admin-memberships',
    });
  const [told, setTold] = useState<Told | null>(null);
  const reset = useCommand((user: User) => resetPassword(user.id), {
    onSuccess: async (answer) => {
      setTold(answer);
      await refresh();
    },
  });
  const status = useCommand(
    (user: User) => setUserStatus(user.id, user.status === 'active' ? 'suspended' : 'active'),
    { onSuccess: refresh },
  );
  return { told, setTold, reset, status, refresh };
}

/** People who may work in the client, and what an administrator does for them. */
export function PeoplePage() {
  const people = usePeople();
  const pager = usePager();
  const users = useQuery(usersQuery(pager.cursor));
  const [adding, setAdding] = useState(false);
  const failed = people.reset.error ?? people.status.error;
  return (
    <Stack>
      <PageHeader
        title="People"
        subtitle="Who may sign in, and what they may do in this client."
        right={<Button onClick={() => setAdding(true)}>Add a person…</Button>}
      />
      {failed !== null && <ProblemAlert error={failed} />}
      {people.told !== null && (
        <OneTimeSecret
          label={`One-time password for ${people.told.user.email}`}
          secret={people.told.one_time_password}
        />
      )}
      <QueryView query={users} label="people" rows={6}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title="Nobody works in this client yet">Add the first person above.</EmptyState>
          ) : (
            <Stack gap="sm">
              <PeopleTable users={page.items} people={people} />
              <Pager pager={pager} page={page} noun="person" many="people" />
            </Stack>
          )
        }
      </QueryView>
      {adding && (
        <AddPersonDialog
          onClose={() => setAdding(false)}
          onAdded={async (answer) => {
            setAdding(false);
            people.setTold(answer);
            await people.refresh();
          }}
        />
      )}
    </Stack>
  );
}

type People = ReturnType<typeof usePeople>;

function PeopleTable({ users, people }: { users: readonly User[]; people: People }) {
  const { context, user: self } = useSession();
  const memberships = useQuery({
    ...membershipsQuery(context ?? { clientAccountId: '', engagementId: '' }),
    enabled: context !== null,
  });
  const [resetting, setResetting] = useState<User | null>(null);
  return (
    <>
      <TableCard
        label="People"
        heads={['Name', 'State', 'Role in this client', 'Last sign-in', { spoken: 'What can be done' }]}
      >
        {users.map((user) => (
          <PersonLine
            key={user.id}
            user={user}
            roles={memberships.data?.filter(({ user_id: id }) => id === user.id) ?? []}
            people={people}
            onReset={user.id === self?.id ? null : () => setResetting(user)}
          />
        ))}
      </TableCard>
      {resetting !== null && (
        <ConfirmDialog
          title={`Reset the password of ${resetting.display_name}?`}
          text="They are signed out everywhere at once. The new one-time password is shown to you here and is good for choosing another one only."
          confirmLabel="Reset password"
          onClose={() => setResetting(null)}
          onConfirm={() => {
            people.reset.mutate(resetting);
            setResetting(null);
          }}
        />
      )}
    </>
  );
}

const tones: Readonly<Record<User['status'], Tone>> = {
  active: 'good',
  pending_approval: 'warn',
  suspended: 'bad',
  deactivated: 'plain',
  rejected: 'plain',
};

function PersonLine(props: {
  user: User;
  roles: readonly Membership[];
  people: People;
  /** Null for oneself: the own password and state are not changed here. */
  onReset: (() => void) | null;
}) {
  const { user, roles, people, onReset } = props;
  const busy = people.reset.isPending || people.status.isPending;
  return (
    <tr>
      <td>
        {user.display_name}
        <div className="mono">{user.email}</div>
      </td>
      <td>
        <Tag tone={tones[user.status]}>{sentenceOf(user.status)}</Tag>
        {user.must_change_password && <div>Has a one-time password</div>}
      </td>
      <td>{roles.map(roleText).join(', ') || '—'}</td>
      <td>{user.last_login_at === null ? 'Never' : <TimeText at={user.last_login_at} />}</td>
      <td>
        {onReset !== null && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <Button size="xs" variant="default" disabled={busy} onClick={onReset}>
              Reset password…
            </Button>
            {(user.status === 'active' || user.status === 'suspended') && (
              <Button size="xs" variant="default" disabled={busy} onClick={() => people.status.mutate(user)}>
                {user.status === 'active' ? 'Suspend' : 'Activate'}
              </Button>
            )}
          </Group>
        )}
      </td>
    </tr>
  );
}

function roleText(membership: Membership): string {
  const { role, engagement_name: engagement, can_access_sensitive_data: seesSensitive } = membership;
  const text = engagement === null ? sentenceOf(role) : `${sentenceOf(role)} (${engagement})`;
  return seesSensitive ? `${text}, sees sensitive data` : text;
}
