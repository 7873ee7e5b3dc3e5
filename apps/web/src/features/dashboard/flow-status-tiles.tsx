import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowStatus, IncompleteFlow } from '../../api/entities.ts';
import { flowsQuery } from '../../api/flows.ts';
import { AppLink } from '../../components/app-link.tsx';
import { formatCount } from '../../texts/format.ts';
import { flowStatusLabel } from '../../texts/vocabulary.ts';

const unfinished: readonly FlowStatus[] = ['failed', 'waiting_for_approval', 'running', 'paused'];

/** How many flows are in each state, each a way to the list of them. */
export function FlowStatusTiles({ incomplete }: { incomplete: readonly IncompleteFlow[] }) {
  const completed = useQuery(flowsQuery({ status: 'completed', limit: 1 }));
  return (
    <div className="stats">
      {unfinished.map((status) => (
        <Tile
          key={status}
          status={status}
          count={incomplete.filter((flow) => flow.status === status).length}
        />
      ))}
      <Tile status="completed" count={completed.data?.total} />
    </div>
  );
}

function Tile({ status, count }: { status: FlowStatus; count: number | undefined }) {
  const needsSomebody = (status === 'failed' || status === 'waiting_for_approval') && (count ?? 0) > 0;
  return (
    <AppLink
      className="card stat"
      href={`/flows?status=${status}`}
      data-tone={needsSomebody ? (status === 'failed' ? 'bad' : 'warn') : undefined}
    >
      <b>{count === undefined ? <span title="Unknown">—</span> : formatCount(count)}</b>
      <Text size="sm" component="span">
        {flowStatusLabel[status]}
      </Text>
    </AppLink>
  );
}
