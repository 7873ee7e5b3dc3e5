import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { OwnSession } from '../../api/entities.ts';
import { endSession, sessionsQuery } from '../../api/profile.ts';
import { useCommand } from '../../api/use-command.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag } from '../../components/tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { deviceText } from './device-text.ts';

/** Where the person is signed in; any other place can be signed out. */
export function OwnSessions() {
  const queryClient = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const end = useCommand((id: string) => endSession(id), {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  return (
    <QueryView query={sessions} label="signed-in devices" rows={2}>
      {(items) =>
        items.length === 0 ? (
          <EmptyState title="No session can be renewed">Sign in again to see this device here.</EmptyState>
        ) : (
          <>
            {end.error !== null && <ProblemAlert error={end.error} />}
            <TableCard
              label="List of signed-in devices"
              heads={['Device', 'Address', 'Signed in', 'Last renewed', { spoken: 'Sign out' }]}
            >
              {items.map((session) => (
                <SessionLine key={session.id} session={session} end={end} />
              ))}
            </TableCard>
          </>
        )
      }
    </QueryView>
  );
}

interface Ending {
  readonly isPending: boolean;
  readonly variables: string | undefined;
  readonly mutate: (id: string) => void;
}

function SessionLine({ session, end }: { session: OwnSession; end: Ending }) {
  return (
    <tr>
      <td title={session.user_agent ?? undefined}>
        {deviceText(session.user_agent)} {session.is_current && <Tag tone="good">This device</Tag>}
      </td>
      <td className="mono">{session.address ?? '—'}</td>
      <td>
        <TimeText at={session.signed_in_at} />
      </td>
      <td>
        <TimeText at={session.last_used_at} />
      </td>
      <td>
        {!session.is_current && (
          <Button
            size="xs"
            variant="default"
            disabled={end.isPending}
            loading={end.isPending && end.variables === session.id}
            onClick={() => end.mutate(session.id)}
          >
            Sign out
          </Button>
        )}
      </td>
    </tr>
  );
}
