import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowEvent } from '../../api/entities.ts';
import { flowEventsQuery } from '../../api/flows.ts';
import { QueryView } from '../../components/query-view.tsx';
import { eventText } from '../../texts/flow-words.ts';
import { formatTime } from '../../texts/format.ts';
import { gateLabel, phaseLabel } from '../../texts/vocabulary.ts';
import { type EventKind, factsOf, type JournalLine, journalLines, kindOf } from './event-facts.ts';

const filters = [
  { value: 'all', label: 'All' },
  { value: 'steps', label: 'Steps' },
  { value: 'decisions', label: 'Decisions' },
  { value: 'commands', label: 'Commands' },
  { value: 'errors', label: 'Errors' },
];

/** Everything that happened to a flow, newest first. */
export function Journal({ flowId }: { flowId: string }) {
  const events = useQuery(flowEventsQuery(flowId));
  const [kind, setKind] = useState('all');
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Which events"
        size="xs"
        className="scrolling-control"
        style={{ alignSelf: 'flex-start' }}
        data={filters}
        value={kind}
        onChange={setKind}
      />
      <QueryView query={events} label="journal">
        {(items) => <Lines events={items.filter((event) => kind === 'all' || kindOf(event) === kind)} />}
      </QueryView>
    </Stack>
  );
}

const dotTone: Readonly<Record<EventKind, string>> = {
  steps: 'plain',
  decisions: 'info',
  commands: 'warn',
  errors: 'bad',
};

function Lines({ events }: { events: readonly FlowEvent[] }) {
  const lines = journalLines(events);
  if (lines.length === 0) return <Text c="dimmed">No event of this kind.</Text>;
  return (
    <ol className="card timeline" aria-label="Journal, newest first" reversed>
      {lines.map((line) => (
        <li key={line.first.seq} data-tone={dotTone[kindOf(line.last)]}>
          <Line line={line} />
        </li>
      ))}
    </ol>
  );
}

/** The parts of an event's payload that are told apart from the plain facts. */
function toldOf({ phase, payload }: FlowEvent) {
  const { reason, note, context, finished, gate_kind: gate, resume_phase: _, ...rest } = payload;
  const why = reason ?? note ?? reasonIn(context);
  // An event that ends a step is told of that step, not of the one that follows.
  const step = typeof finished === 'string' ? finished : phase;
  const about = typeof gate === 'string' ? gateLabel(gate) : step && phaseLabel(step);
  return { why: typeof why === 'string' ? why : '', about: about ?? '', facts: factsOf(rest) };
}

/** Reason of a resume, which travels in its context; whatever else a caller put there is not shown as one. */
function reasonIn(context: unknown): unknown {
  return typeof context === 'object' && context !== null && 'reason' in context ? context.reason : undefined;
}

function Line({ line: { first, last, count } }: { line: JournalLine }) {
  const { why, about, facts } = toldOf(last);
  const isOne = count === 1;
  return (
    <>
      <Text size="sm">
        <b>{isOne ? eventText(last.type) : `${eventText(last.type)}, ${count} times`}</b>
        {about !== '' && ` · ${about}`}
      </Text>
      {why !== '' && <Text size="sm">“{why}”</Text>}
      <Text size="xs" c="dimmed">
        {!isOne && `${formatTime(first.created_at)} – `}
        <time dateTime={last.created_at} title={last.created_at}>
          {formatTime(last.created_at)}
        </time>
        {` · ${last.actor_name ?? 'Landfall'} · no. ${last.seq}`}
        {isOne && facts.map((fact) => ` · ${fact}`).join('')}
      </Text>
    </>
  );
}
