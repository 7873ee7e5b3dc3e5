import { Button, Group, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails } from '../../api/entities.ts';
import { flowKey } from '../../api/flows.ts';
import { decideIssues } from '../../api/imports.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { countOf } from '../../texts/format.ts';
import type { DecisionOption, OpenKind } from './decision-options.ts';

/** Decides all open findings of a kind in the same way. */
export function DecideKind({ kind, flow }: { kind: OpenKind; flow: FlowDetails }) {
  const queryClient = useQueryClient();
  const [refused, setRefused] = useState(0);
  const decide = useCommand(
    ({ action, parameters }: DecisionOption, key) =>
      decideIssues(
        flow.data_import_id,
        kind.issues.map(({ id }) => ({ issue_id: id, action, parameters })),
        key,
      ),
    {
      onSuccess(answer) {
        setRefused(answer.failed);
        return queryClient.invalidateQueries({ queryKey: flowKey(flow.flow_id) });
      },
    },
  );
  return (
    <Stack className="card" p="md" gap={6}>
      <Text size="sm">
        {countOf(kind.issues.length, 'finding')} of this kind without a decision: <b>{kind.title}</b>
      </Text>
      {decide.error !== null && <ProblemAlert error={decide.error} />}
      {refused > 0 && (
        <Text size="sm" role="status">
          {countOf(refused, 'finding')} could not be decided this way. Decide what is left below.
        </Text>
      )}
      <Group gap={6} role="group" aria-label={`Decision for all: ${kind.title}`}>
        {kind.options.map((option) => (
          <Button
            key={option.label}
            size="xs"
            variant="default"
            loading={decide.isPending && decide.variables === option}
            disabled={decide.isPending}
            onClick={() => decide.mutate(option)}
          >
            All: {option.label}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
