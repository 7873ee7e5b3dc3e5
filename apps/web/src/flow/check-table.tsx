import { Stack, Text } from '@mantine/core';
import type { ProcessingStep } from '../api/entities.ts';
import { EmptyState } from '../components/empty-state.tsx';
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

interface CheckTableProps {
  readonly steps: readonly ProcessingStep[];
  /** The checks run before the approval of the mapping and again after it. */
  readonly phase: string;
  readonly isRunning: boolean;
}

/** The named checks of a category: what each looked at and found, what its words for classifications mean, and where personal data stands. */
export function CheckTable({ steps, phase, isRunning }: CheckTableProps) {
  const checks = steps.filter((step) => step.phase === phase && 'counts' in step.output);
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
