import { Text } from '@mantine/core';
import type { DiscoveryOverview, FlowStatus } from '../../api/entities.ts';
import { AppLink } from '../../components/app-link.tsx';
import { formatCount } from '../../texts/format.ts';
import { flowStatusLabel } from '../../texts/vocabulary.ts';

const shown: readonly FlowStatus[] = [
  'failed',
  'waiting_for_approval',
  'running',
  'paused',
  'completed',
  'cancelled',
];

/** How many flows are in each state, each a way to the list of them. */
export function FlowStatusTiles({ counts }: { counts: DiscoveryOverview['flows'] }) {
  return (
    <div className="stats">
      {shown.map((status) => (
        <Tile key={status} status={status} count={counts.find((one) => one.status === status)?.count ?? 0} />
      ))}
    </div>
  );
}

function toneOf(status: FlowStatus, count: number): 'bad' | 'warn' | undefined {
  if (count === 0) return undefined;
  if (status === 'failed') return 'bad';
  return status === 'waiting_for_approval' ? 'warn' : undefined;
}

function Tile({ status, count }: { status: FlowStatus; count: number }) {
  return (
    <AppLink className="card stat" href={`/flows?status=${status}`} data-tone={toneOf(status, count)}>
      <b>{formatCount(count)}</b>
      <Text size="sm" component="span">
        {flowStatusLabel[status]}
      </Text>
    </AppLink>
  );
}
