import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowSummary } from '../../api/entities.ts';
import { commandFlows } from '../../api/flows.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ReasonField } from '../../components/reason-field.tsx';
import { commandExplanation } from '../../texts/flow-words.ts';
import { countOf } from '../../texts/format.ts';
import { flowCommandLabel } from '../../texts/vocabulary.ts';
import { BatchResults } from './batch-results.tsx';

/** Pauses or resumes several flows and shows what came of it for each. */
export function BatchCommandDialog(props: {
  command: 'pause' | 'resume';
  flows: readonly FlowSummary[];
  onClose: () => void;
}) {
  const { command, flows, onClose } = props;
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const give = useCommand(
    (text: string, key) =>
      commandFlows({ command, flowIds: flows.map((flow) => flow.flow_id), reason: text }, key),
    { onSuccess: () => queryClient.invalidateQueries() },
  );
  const label = `${flowCommandLabel[command]} ${countOf(flows.length, 'flow')}`;
  return (
    <Modal opened onClose={onClose} title={label} size="lg">
      {give.data === undefined ? (
        <Stack>
          {give.error !== null && <ProblemAlert error={give.error} />}
          <Text size="sm">{commandExplanation[command]}</Text>
          <ul className="plain-list">
            {flows.map((flow) => (
              <li key={flow.flow_id}>{flow.flow_name}</li>
            ))}
          </ul>
          <ReasonField value={reason} onChange={setReason} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button loading={give.isPending} onClick={() => give.mutate(reason.trim())} data-autofocus>
              {label}
            </Button>
          </Group>
        </Stack>
      ) : (
        <BatchResults answer={give.data} flows={flows} onClose={onClose} />
      )}
    </Modal>
  );
}
