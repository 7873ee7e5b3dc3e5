import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ProcessingStep } from '../../api/entities.ts';
import { processingStepsQuery } from '../../api/imports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { formatCount, formatDuration } from '../../texts/format.ts';
import { stepText } from '../../texts/step-text.ts';
import { phaseLabel, sentenceOf } from '../../texts/vocabulary.ts';

const words: Readonly<Record<ProcessingStep['status'], { text: string; tone: Tone }>> = {
  pending: { text: 'To come', tone: 'plain' },
  running: { text: 'Running', tone: 'info' },
  completed: { text: 'Done', tone: 'good' },
  failed: { text: 'Failed', tone: 'bad' },
  not_available: { text: 'Not available', tone: 'plain' },
};

/** What was done with the rows, step by step, with the rows each really handled. */
export function ProcessingSteps({ importId }: { importId: string }) {
  const steps = useQuery(processingStepsQuery(importId));
  return (
    <QueryView query={steps} label="processing steps">
      {(items) =>
        items.length === 0 ? (
          <EmptyState title="Nothing has been processed yet">
            Steps appear as soon as the rows are read.
          </EmptyState>
        ) : (
          <StepTable steps={items} />
        )
      }
    </QueryView>
  );
}

function StepTable({ steps }: { steps: readonly ProcessingStep[] }) {
  return (
    <TableCard
      label="Processing steps"
      heads={['Step', 'State', { numbers: 'Rows' }, { numbers: 'Took' }, 'Result']}
    >
      {steps.map((step) => (
        <tr key={`${step.phase} ${step.step_name}`}>
          <td style={{ whiteSpace: 'nowrap' }}>
            {sentenceOf(step.step_name)}
            <Text size="xs" c="dimmed">
              {phaseLabel(step.phase)}
            </Text>
          </td>
          <td>
            <Tag tone={words[step.status].tone}>{words[step.status].text}</Tag>
          </td>
          <td className="num">
            {step.records_processed === null ? '—' : formatCount(step.records_processed)}
          </td>
          <td className="num">{step.duration_ms === null ? '—' : formatDuration(step.duration_ms)}</td>
          <td>{stepText(step)}</td>
        </tr>
      ))}
    </TableCard>
  );
}
