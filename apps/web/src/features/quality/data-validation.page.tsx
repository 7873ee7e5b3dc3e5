import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails, QualityAnswer, QualityIssuesAnswer } from '../../api/entities.ts';
import { qualityIssuesQuery, qualityQuery } from '../../api/imports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { ApproveDialog } from '../../flow/approve-dialog.tsx';
import { PhaseChecks } from '../../flow/check-table.tsx';
import { GateDecision } from '../../flow/gate-decision.tsx';
import { PhasePage } from '../../flow/phase-page.tsx';
import { countOf } from '../../texts/format.ts';
import { ColumnProfiles } from './column-profiles.tsx';
import { DecideKind } from './decide-kind.tsx';
import { openKinds } from './decision-options.ts';
import { FindingsByKind } from './findings-by-kind.tsx';
import { IssueCard } from './issue-card.tsx';
import { ScoreTile, UnknownScore } from './score-tile.tsx';

/** What the checks found in the data, and the decisions the critical findings need. */
export function DataValidationPage() {
  return (
    <PhasePage
      title="Data validation"
      phases={['data_validation', 'validation']}
      emptyText="Checks run by themselves after the rows are read. A flow stops here only when something critical needs your decision."
    >
      {(flow) => <Validation flow={flow} />}
    </PhasePage>
  );
}

function Validation({ flow }: { flow: FlowDetails }) {
  const scores = useQuery(qualityQuery(flow.flow_id, flow.data_import_id));
  const issues = useQuery(qualityIssuesQuery(flow.flow_id, flow.data_import_id));
  return (
    <Stack gap="lg">
      <ValidationGate flow={flow} />
      <section aria-labelledby="scores">
        <Title order={2} size="h4" mb="sm" id="scores">
          Quality of the data
        </Title>
        <QueryView query={scores} label="scores" rows={1}>
          {(answer) => (
            <Stack gap={6}>
              <Scores scores={answer} />
              <Text size="sm" c="dimmed">
                {basisTexts[answer.basis ?? 'none']}
              </Text>
            </Stack>
          )}
        </QueryView>
      </section>
      <section aria-labelledby="issues">
        <Title order={2} size="h4" mb="sm" id="issues">
          Findings
        </Title>
        <QueryView query={issues} label="findings">
          {(answer) => <Issues answer={answer} flow={flow} />}
        </QueryView>
      </section>
      <Checks flow={flow} />
      <ColumnProfiles importId={flow.data_import_id} />
    </Stack>
  );
}

/** What the checks of the file and of its category say before the mapping is approved. */
function Checks({ flow }: { flow: FlowDetails }) {
  const phase = flow.flow_type === 'discovery' ? 'data_validation' : 'validation';
  const isRunning = flow.status === 'running' && flow.current_phase === phase;
  return (
    <section aria-labelledby="checks">
      <Title order={2} size="h4" mb={4} id="checks">
        Checks
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Made on the likely mapping; those of the category are made again on the one that is approved.
      </Text>
      <PhaseChecks importId={flow.data_import_id} phase={phase} isRunning={isRunning} />
    </section>
  );
}

const beforeMapping = {
  next: 'Continue to mapping…',
  done: 'Your decisions are recorded. The columns are being matched now.',
};
const afterMapping = {
  next: 'Continue to cleansing…',
  done: 'Your decisions are recorded. The values are being cleansed now.',
};

/** True when the question came up after the mapping was approved. */
function isMapped({ current_phase: phase }: FlowDetails): boolean {
  return phase !== 'data_validation' && phase !== 'validation';
}

function ValidationGate({ flow }: { flow: FlowDetails }) {
  const [open, setOpen] = useState(false);
  const gate =
    flow.gate?.kind === 'validation_decision' && flow.status === 'waiting_for_approval' ? flow.gate : null;
  if (gate === null) return null;
  const { next, done } = isMapped(flow) ? afterMapping : beforeMapping;
  return (
    <>
      {isMapped(flow) && (
        <Text size="sm">
          The mapping you approved reads columns in another way than was likely: what came up by that is
          decided before the values are cleansed.
        </Text>
      )}
      <GateDecision
        flow={flow}
        gate={gate}
        satisfied={gate.satisfied}
        reasons={gate.reasons}
        readyText="Every critical finding has a decision."
      >
        <Button disabled={!gate.satisfied || !gate.may_decide} onClick={() => setOpen(true)}>
          {next}
        </Button>
      </GateDecision>
      {open && (
        <ApproveDialog
          flowId={flow.flow_id}
          gate={gate}
          title="Continue with these decisions"
          confirmLabel="Continue"
          doneText={done}
          onClose={() => setOpen(false)}
        >
          <Text>
            Your decisions are applied when values are cleansed. The rows as imported stay unchanged.
          </Text>
        </ApproveDialog>
      )}
    </>
  );
}

const scoreLabels = [
  ['overall', 'Overall'],
  ['completeness', 'Completeness'],
  ['validity', 'Validity'],
  ['uniqueness', 'Uniqueness'],
  ['conformity', 'Conformity'],
] as const;

/** Which mapping the scores rest on. */
const basisTexts = {
  none: 'Validity and conformity are known once the rows are checked.',
  suggested: 'By the likely mapping; counted again when the mapping is approved.',
  approved: 'By the approved mapping.',
} as const;

function Scores({ scores }: { scores: QualityAnswer }) {
  return (
    <div className="tiles" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(170px, 1fr))' }}>
      {scoreLabels.map(([key, label]) => (
        <ScoreTile key={key} label={label} formula={scores[key].formula}>
          {scores[key].value === null ? (
            <UnknownScore why="Unknown until the rows are checked" />
          ) : (
            Math.round(scores[key].value)
          )}
        </ScoreTile>
      ))}
    </div>
  );
}

const severities = [
  { key: 'critical', title: 'Critical: need a decision' },
  { key: 'warning', title: 'Warnings' },
  { key: 'info', title: 'For information' },
] as const;

function Issues({ answer, flow }: { answer: QualityIssuesAnswer; flow: FlowDetails }) {
  if (answer.total === 0) {
    return (
      <EmptyState title="Nothing was found">
        All checks ran over every row and found nothing to report.
      </EmptyState>
    );
  }
  // While a phase works its rows may just be read; what is decided at a gate reaches all of them.
  const mayDecide = answer.may_decide && flow.status === 'waiting_for_approval';
  return (
    <Stack gap="lg">
      {severities.map(({ key, title }) => {
        const items = answer.items.filter((issue) => issue.severity === key);
        if (items.length === 0) return null;
        return (
          <section key={key} aria-label={title}>
            <Group justify="space-between" mb={6}>
              <Text fw={600}>{title}</Text>
              <Text size="sm" c="dimmed">
                {countOf(items.length, 'finding')}
              </Text>
            </Group>
            <Stack gap="sm">
              {mayDecide &&
                openKinds(items).map((kind) => <DecideKind key={kind.rule} kind={kind} flow={flow} />)}
              {key === 'info' ? (
                <FindingsByKind issues={items} flow={flow} mayDecide={mayDecide} />
              ) : (
                items.map((issue) => (
                  <IssueCard key={issue.id} issue={issue} flow={flow} mayDecide={mayDecide} />
                ))
              )}
            </Stack>
          </section>
        );
      })}
    </Stack>
  );
}
