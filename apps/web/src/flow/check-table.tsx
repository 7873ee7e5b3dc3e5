import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ProcessingStep } from '../api/entities.ts';
import { processingStepsQuery } from '../api/imports.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { QueryView } from '../components/query-view.tsx';
import { TableCard } from '../components/table-card.tsx';
import { severityTone, Tag, type Tone } from '../components/tag.tsx';
import { formatCount } from '../texts/format.ts';
import { checkText } from '../texts/step-text.ts';
import { sentenceOf } from '../texts/vocabulary.ts';
import { LevelWords } from './level-words.tsx';
import { PersonalData } from './personal-data.tsx';

const tones: Readonly<Record<string, Tone>> = {
  ...severityTone,
  passed: 'good',
  not_available: 'plain',
};

interface PhaseChecksProps {
  readonly importId: string;
  /** The checks run before the approval of the mapping and again after it. */
  readonly phase: string;
  readonly isRunning: boolean;
}

/**
 * The named checks of a phase: what each looked at and found, what its words for classifications mean, and where
 * personal data stands.
 */
export function PhaseChecks({ importId, phase, isRunning }: PhaseChecksProps) {
  const steps = useQuery({
    ...processingStepsQuery(importId),
    refetchInterval: isRunning ? 2000 : false,
  });
  return (
    <QueryView query={steps} label="checks" rows={5}>
      {(items) => (
        <CheckTable
          checks={items.filter((step) => step.phase === phase && 'counts' in step.output)}
          isRunning={isRunning}
        />
      )}
    </QueryView>
  );
}

function CheckTable({ checks, isRunning }: { checks: readonly ProcessingStep[]; isRunning: boolean }) {
  if (checks.length === 0) {
    return (
      <EmptyState title={isRunning ? 'The checks follow once the rows are read' : 'No check has run yet'}>
        Each check says what it looked at and what it found.
      </EmptyState>
    );
  }
  return (
    <Stack gap="md">
      <TableCard label="Table of checks" heads={['Check', 'Verdict', { numbers: 'Looked at' }, 'Counts']}>
        {checks.map((step) => (
          <CheckRow key={step.step_name} step={step} />
        ))}
      </TableCard>
      <LevelWords checks={checks} />
      <PersonalData checks={checks} />
    </Stack>
  );
}

function CheckRow({ step }: { step: ProcessingStep }) {
  const verdict = String(step.output['verdict']);
  return (
    <tr>
      <td>{sentenceOf(step.step_name)}</td>
      <td>
        <Tag tone={tones[verdict] ?? 'plain'}>{sentenceOf(verdict)}</Tag>
      </td>
      <td className="num">{step.records_processed === null ? '—' : formatCount(step.records_processed)}</td>
      <td>
        <Text size="sm">{checkText(step)}</Text>
      </td>
    </tr>
  );
}
