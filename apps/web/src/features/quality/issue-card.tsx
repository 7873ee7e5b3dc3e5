import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails, QualityIssue } from '../../api/entities.ts';
import { flowKey } from '../../api/flows.ts';
import { decideIssue } from '../../api/imports.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { severityTone, Tag } from '../../components/tag.tsx';
import { AffectedRows } from '../../flow/affected-rows.tsx';
import { asksMore, type DecisionOption } from './decision-options.ts';
import { MapValuesDialog, unknownWords } from './map-values-dialog.tsx';
import { SetValueDialog } from './set-value-dialog.tsx';
import { expectedText } from '../../texts/expected-text.ts';
import { countOf, formatCount, formatTime } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** The option a stored decision came from, to show its words instead of its code. */
function chosenLabel(issue: QualityIssue): string {
  const { decision } = issue;
  const match = issue.allowed_decisions.find(
    (option) =>
      option.action === decision?.action &&
      JSON.stringify(option.parameters) === JSON.stringify(decision.parameters),
  );
  return (
    match?.label ??
    issue.allowed_decisions.find((option) => option.action === decision?.action)?.label ??
    decision?.action ??
    ''
  );
}

/** One finding with samples; a critical one with the decisions it allows, the recommended first. */
export function IssueCard({
  issue,
  flow,
  mayDecide,
}: {
  issue: QualityIssue;
  flow: FlowDetails;
  mayDecide: boolean;
}) {
  const expected = expectedText(issue.detail);
  return (
    <Stack className="card" p="md" gap={8}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={600}>{issue.title}</Text>
          <Text size="sm" c="dimmed">
            {issue.column !== null && `Column “${issue.column}” · `}
            {countOf(issue.row_count, 'row')} affected
            {expected !== null && ` · ${expected}`}
          </Text>
        </div>
        <Tag tone={severityTone[issue.severity]}>{sentenceOf(issue.severity)}</Tag>
      </Group>
      {issue.sample.length > 0 && (
        <Group gap={6}>
          {issue.sample.slice(0, 6).map((one) => (
            <span
              key={`${one.row_number} ${one.value}`}
              className="sample"
              title={`Row ${formatCount(one.row_number)}`}
            >
              {one.value}
            </span>
          ))}
        </Group>
      )}
      <AffectedRows issueId={issue.id} title={issue.title} />
      {issue.decision !== null && (
        <Text size="sm">
          Decision: <b>{chosenLabel(issue)}</b>
          {typeof issue.decision.parameters['value'] === 'string' &&
            ` (${issue.decision.parameters['value']})`}{' '}
          · {issue.decision.decided_by_name}, {formatTime(issue.decision.decided_at)}
        </Text>
      )}
      {mayDecide && <Decide issue={issue} flow={flow} />}
    </Stack>
  );
}

function Decide({ issue, flow }: { issue: QualityIssue; flow: FlowDetails }) {
  const queryClient = useQueryClient();
  const decide = useCommand(
    ({ action, parameters }: DecisionOption, key) => decideIssue(issue.id, { action, parameters }, key),
    { onSuccess: () => queryClient.invalidateQueries({ queryKey: flowKey(flow.flow_id) }) },
  );
  const [open, setOpen] = useState<DecisionOption | null>(null);
  const words = unknownWords(issue);
  // Words that may not be shown cannot be given a meaning either.
  const options = issue.allowed_decisions.filter(({ action }) => action !== 'map_values' || words.length > 0);
  const choose = (option: DecisionOption) => (asksMore(option) ? setOpen(option) : decide.mutate(option));
  if (options.length === 0) return null;
  const needsDecision = issue.severity === 'critical' && issue.decision === null;
  return (
    <Stack gap={6}>
      {decide.error !== null && <ProblemAlert error={decide.error} />}
      <Group gap={6} role="group" aria-label={`Decision for: ${issue.title}`}>
        {options.map((option, index) => (
          <Button
            key={option.label}
            size="xs"
            variant={index === 0 && needsDecision ? 'filled' : 'default'}
            loading={decide.isPending && decide.variables === option}
            disabled={decide.isPending}
            onClick={() => choose(option)}
          >
            {option.label}
            {asksMore(option) && '…'}
            {index === 0 && options.length > 1 && ' (recommended)'}
          </Button>
        ))}
      </Group>
      {open !== null && (
        <ParametersDialog
          option={open}
          issue={issue}
          flow={flow}
          onClose={() => setOpen(null)}
          onSave={(parameters) => {
            setOpen(null);
            decide.mutate({ ...open, parameters });
          }}
        />
      )}
    </Stack>
  );
}

/** Asks for what belongs to a decision. */
function ParametersDialog(props: {
  option: DecisionOption;
  issue: QualityIssue;
  flow: FlowDetails;
  onClose: () => void;
  onSave: (parameters: Record<string, unknown>) => void;
}) {
  const { option, issue, flow, onClose, onSave } = props;
  const asked = { issue, category: flow.import_category, onClose };
  return option.action === 'map_values' ? (
    <MapValuesDialog {...asked} onSave={(values) => onSave({ values })} />
  ) : (
    <SetValueDialog {...asked} onSave={(value) => onSave({ value })} />
  );
}
