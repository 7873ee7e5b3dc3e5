import { Group, Text } from '@mantine/core';
import type { FlowDecision } from '../../api/entities.ts';
import { Tag } from '../../components/tag.tsx';
import { formatTime } from '../../texts/format.ts';
import { phaseLabel } from '../../texts/vocabulary.ts';
import { factsOf } from './event-facts.ts';

const gateNames: Readonly<Record<FlowDecision['gate_kind'], string>> = {
  validation_decision: 'Data issues',
  mapping_approval: 'Mapping',
  asset_preview: 'Preview',
  asset_conflict: 'Conflicts',
};

/** Every approval and every request for changes: who, when, why, and what was shown. */
export function Decisions({ decisions }: { decisions: readonly FlowDecision[] }) {
  if (decisions.length === 0) return <Text c="dimmed">Nothing has been approved or sent back yet.</Text>;
  return (
    <ul className="card timeline" aria-label="Decisions, newest first">
      {decisions.map((decision) => (
        <li key={decision.id}>
          <DecisionLine decision={decision} />
        </li>
      ))}
    </ul>
  );
}

function DecisionLine({ decision }: { decision: FlowDecision }) {
  const { note, decided_by: person } = decision;
  const shown = factsOf(decision.shown);
  return (
    <>
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {gateNames[decision.gate_kind]} · {phaseLabel(decision.phase)}
        </Text>
        <Tag tone={decision.decision === 'approve' ? 'good' : 'warn'}>
          {decision.decision === 'approve' ? 'Approved' : 'Changes requested'}
        </Tag>
      </Group>
      <Text size="sm">
        {person.name}, {formatTime(decision.decided_at)}
      </Text>
      <Text size="sm">
        {note === null ? <span className="dimmed">No reason was given.</span> : <>Why: “{note}”</>}
      </Text>
      <Text size="sm" c="dimmed">
        {shown.length === 0 ? 'No counts were shown' : `Shown: ${shown.join(' · ')}`} · revision{' '}
        {decision.revision} ·{' '}
        <span className="mono" title={`Content shown, as SHA-256: ${decision.subject_hash}`}>
          {decision.subject_hash.slice(0, 12)}
        </span>
      </Text>
    </>
  );
}
