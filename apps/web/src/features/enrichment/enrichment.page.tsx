import { Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowDetails, ProcessingStep } from '../../api/entities.ts';
import { processingStepsQuery } from '../../api/imports.ts';
import { AccountingBar } from '../../components/accounting-bar.tsx';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { PhasePage } from '../../flow/phase-page.tsx';
import { formatCount } from '../../texts/format.ts';
import { checkText } from '../../texts/step-text.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { FindingsList } from './findings-list.tsx';

/** What a data import wrote: outcomes of the rows, the checks of its category, and what they found. */
export function EnrichmentPage() {
  return (
    <PhasePage
      title="Enrichment"
      phases={['enrichment']}
      emptyText="Rows are matched with the inventory and written after the mapping is approved. Checks and findings are shown here."
    >
      {(flow) => <Enrichment flow={flow} />}
    </PhasePage>
  );
}

function Enrichment({ flow }: { flow: FlowDetails }) {
  const isRunning = flow.status === 'running';
  const steps = useQuery({
    ...processingStepsQuery(flow.data_import_id),
    refetchInterval: isRunning ? 2000 : false,
  });
  return (
    <Stack gap="lg">
      {flow.accounting !== null && <AccountingBar accounting={flow.accounting} />}
      <Group gap="md">
        <AppLink href={`/discovery/data-import/${flow.data_import_id}`}>Rejected rows and files</AppLink>
        <AppLink href="/discovery/dependencies">All dependencies</AppLink>
      </Group>
      <section aria-labelledby="checks">
        <Title order={2} size="h4" mb="sm" id="checks">
          Checks
        </Title>
        <QueryView query={steps} label="checks" rows={5}>
          {(items) => <Checks steps={items} isRunning={isRunning} />}
        </QueryView>
      </section>
      <section aria-labelledby="findings">
        <Title order={2} size="h4" mb="sm" id="findings">
          Findings
        </Title>
        {isRunning ? (
          <EmptyState title="Findings follow when everything is written">
            They are listed here with what each rests on.
          </EmptyState>
        ) : (
          <FindingsList filter={{ import_id: flow.data_import_id }} />
        )}
      </section>
    </Stack>
  );
}

const tones: Readonly<Record<string, Tone>> = {
  passed: 'good',
  info: 'info',
  warning: 'warn',
  critical: 'bad',
  not_available: 'plain',
};

function Checks({ steps, isRunning }: { steps: readonly ProcessingStep[]; isRunning: boolean }) {
  const checks = steps.filter((step) => step.phase === 'enrichment' && 'verdict' in step.output);
  if (checks.length === 0) {
    return (
      <EmptyState title={isRunning ? 'The checks follow when everything is written' : 'No check has run yet'}>
        Each check says what it looked at and what it found.
      </EmptyState>
    );
  }
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Table of checks">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Verdict</th>
            <th scope="col" className="num">
              Looked at
            </th>
            <th scope="col">Counts</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((step) => (
            <CheckRow key={step.step_name} step={step} />
          ))}
        </tbody>
      </table>
    </div>
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
