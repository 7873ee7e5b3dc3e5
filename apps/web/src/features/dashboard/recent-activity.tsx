import { Text } from '@mantine/core';
import type { DiscoveryOverview } from '../../api/entities.ts';
import { AppLink } from '../../components/app-link.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { eventText } from '../../texts/flow-words.ts';
import { phaseLabel } from '../../texts/vocabulary.ts';

type Activity = DiscoveryOverview['recent'][number];

function toneOf({ type }: Activity): 'bad' | 'info' | 'plain' {
  if (type === 'phase_failed') return 'bad';
  return type === 'decision_needed' || type === 'gate_approved' || type === 'gate_rejected'
    ? 'info'
    : 'plain';
}

/** What happened last to the flows of the engagement, newest first. */
export function RecentActivity({ events }: { events: readonly Activity[] }) {
  if (events.length === 0) return <Text c="dimmed">Nothing has happened yet.</Text>;
  return (
    <ol className="card timeline" aria-label="Recent activity, newest first">
      {events.map((event) => (
        <li key={`${event.flow_id} ${event.seq}`} data-tone={toneOf(event)}>
          <Text size="sm">
            <b>{eventText(event.type)}</b>
            {event.phase !== null && ` · ${phaseLabel(event.phase)}`}
            {' · '}
            <AppLink href={`/flows/${event.flow_id}`}>{event.flow_name}</AppLink>
          </Text>
          <Text size="xs" c="dimmed">
            <TimeText at={event.created_at} /> · {event.actor_name ?? 'Landfall'}
          </Text>
        </li>
      ))}
    </ol>
  );
}
