import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Recommendation } from '../../api/entities.ts';
import type { RecommendationDecision } from '../../api/recommendations.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { countOf, formatTime } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { ChangesDialog } from './changes-dialog.tsx';
import { ChangeTable } from './change-table.tsx';

const statuses: Readonly<Record<Recommendation['status'], { text: string; tone: Tone }>> = {
  proposed: { text: 'Proposed', tone: 'info' },
  applied: { text: 'Applied', tone: 'good' },
  undone: { text: 'Undone', tone: 'plain' },
  dismissed: { text: 'Dismissed', tone: 'plain' },
};

/** Changes shown on the card itself. */
const fewChanges = 5;

interface RecommendationCardProps {
  readonly recommendation: Recommendation;
  /** True while the person may decide, and the flow waits with its preview. */
  readonly mayDecide: boolean;
  /** The decision that is under way for this one. */
  readonly pending: RecommendationDecision | null;
  readonly error: Error | null;
  readonly onDecide: (decision: RecommendationDecision) => void;
}

/** A recommended change with its first rows, and what a person can do about it. */
export function RecommendationCard(props: RecommendationCardProps) {
  const { recommendation, mayDecide, error } = props;
  const [all, setAll] = useState(false);
  const { text, tone } = statuses[recommendation.status];
  const { preview, affected_rows: rows } = recommendation;
  return (
    <Stack className="card" p="md" gap={8}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>{recommendation.title}</Text>
          <Text size="sm" c="dimmed">
            {sentenceOf(recommendation.category)} · {standing(recommendation)}
          </Text>
        </div>
        <Tag tone={tone}>{text}</Tag>
      </Group>
      <ChangeTable changes={preview.slice(0, fewChanges)} label={`First changes: ${recommendation.title}`} />
      {error !== null && <ProblemAlert error={error} />}
      <Group gap={6} role="group" aria-label={`Decision for: ${recommendation.title}`}>
        {mayDecide && <Decisions {...props} />}
        {rows > fewChanges && (
          <Button size="xs" variant="default" onClick={() => setAll(true)}>
            Show all {countOf(rows, 'row')}
          </Button>
        )}
      </Group>
      {all && <ChangesDialog recommendation={recommendation} onClose={() => setAll(false)} />}
    </Stack>
  );
}

function standing({
  status,
  affected_rows: rows,
  decided_by_name: by,
  decided_at: at,
}: Recommendation): string {
  const changed = `${countOf(rows, 'row')} ${status === 'applied' ? 'changed' : 'would change'}`;
  if (by === null || at === null) return changed;
  return `${changed} · ${statuses[status].text.toLowerCase()} by ${by}, ${formatTime(at)}`;
}

function Decisions({ recommendation, pending, onDecide }: RecommendationCardProps) {
  const { status } = recommendation;
  const button = (decision: RecommendationDecision, label: string, variant: 'filled' | 'default') => (
    <Button
      key={decision}
      size="xs"
      variant={variant}
      loading={pending === decision}
      disabled={pending !== null}
      onClick={() => onDecide(decision)}
    >
      {label}
    </Button>
  );
  if (status === 'applied') return button('undo', 'Undo', 'default');
  return (
    <>
      {button('apply', 'Apply', status === 'proposed' ? 'filled' : 'default')}
      {status !== 'dismissed' && button('dismiss', 'Dismiss', 'default')}
    </>
  );
}
