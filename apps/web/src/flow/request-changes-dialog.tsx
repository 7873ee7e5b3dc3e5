import { Button, Group, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails, Gate } from '../api/entities.ts';
import { rejectGate } from '../api/flows.ts';
import { useCommand } from '../api/use-command.ts';
import { useGo } from '../components/app-link.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { gateLabel, phaseLabel } from '../texts/vocabulary.ts';
import { tellWhoWasFaster } from './approve-dialog.tsx';

/** Fewest letters a reason has; the API refuses fewer. */
const shortest = 5;

interface RequestChangesProps {
  readonly flow: FlowDetails;
  readonly gate: Gate;
  readonly onClose: () => void;
}

interface Request {
  readonly reason: string;
  /** Step to start over from; null keeps the flow where it is. */
  readonly restartFrom: string | null;
}

function useRequest({ flow, gate, onClose }: RequestChangesProps) {
  const queryClient = useQueryClient();
  const go = useGo();
  return useCommand(
    ({ reason, restartFrom }: Request, key) =>
      rejectGate(
        flow.flow_id,
        {
          gate_id: gate.id,
          gate_revision: gate.revision,
          reason,
          ...(restartFrom !== null && { restart_from: restartFrom }),
        },
        key,
      ),
    {
      onSuccess: async (answer, { restartFrom }) => {
        notifications.show({
          message:
            restartFrom === null
              ? 'Your request is recorded. The flow keeps waiting here.'
              : `Your request is recorded. The flow starts again from “${phaseLabel(restartFrom)}”.`,
        });
        onClose();
        await queryClient.invalidateQueries();
        if (restartFrom !== null) go(answer.flow.link);
      },
      onError: (error) => {
        tellWhoWasFaster(error);
        return queryClient.invalidateQueries({ queryKey: ['flow', flow.flow_id] });
      },
    },
  );
}

/** Asks for changes instead of approving: why, whether an earlier step starts over, and what that leads to. */
export function RequestChangesDialog(props: RequestChangesProps) {
  const { flow, gate, onClose } = props;
  const [reason, setReason] = useState('');
  const [restartFrom, setRestartFrom] = useState<string | null>(null);
  const request = useRequest(props);
  const text = reason.trim();
  return (
    <Modal opened onClose={onClose} title="Request changes" size="lg">
      <Stack>
        {request.error !== null && <ProblemAlert error={request.error} />}
        <ReasonField
          label="What has to change"
          value={reason}
          onChange={setReason}
          description={`Needed, at least ${shortest} characters. Everybody who works on this flow sees it.`}
          required
        />
        <Whereto flow={flow} restartFrom={restartFrom} onChange={setRestartFrom} />
        <div className="notice" data-tone="info" role="status">
          <Text size="sm" fw={600}>
            What happens next
          </Text>
          <Text size="sm">{consequence(gate, restartFrom)}</Text>
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button
            disabled={text.length < shortest}
            loading={request.isPending}
            onClick={() => request.mutate({ reason: text, restartFrom })}
          >
            Request changes
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function consequence(gate: Gate, restartFrom: string | null): string {
  if (restartFrom === null) {
    return `The flow keeps waiting for ${gateLabel(gate.kind)}, with your request beside it. Nothing that was done or decided is lost; once the change is made, it can be approved.`;
  }
  return `“${phaseLabel(restartFrom)}” and the steps after it run again by themselves, with your request in the journal. Decisions on columns and data issues are kept; approvals are asked for again.`;
}

function Whereto(props: {
  flow: FlowDetails;
  restartFrom: string | null;
  onChange: (phase: string | null) => void;
}) {
  const { flow, restartFrom, onChange } = props;
  const steps = flow.phases.filter((step) => step.state !== 'ahead');
  return (
    <Radio.Group
      label="Where the change is made"
      value={restartFrom === null ? 'here' : 'restart'}
      onChange={(value) => onChange(value === 'here' ? null : flow.current_phase)}
    >
      <Stack gap={6} mt={6}>
        <Radio value="here" label="Here, in what is to be approved" />
        <Radio value="restart" label="In a step that starts again" />
        {restartFrom !== null && (
          <Select
            label="Start again from"
            allowDeselect={false}
            data={steps.map((step) => ({ value: step.name, label: step.label }))}
            value={restartFrom}
            onChange={(phase) => phase !== null && onChange(phase)}
            ml={28}
            maw={320}
          />
        )}
      </Stack>
    </Radio.Group>
  );
}
