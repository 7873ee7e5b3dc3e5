import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { FlowDetails } from '../api/entities.ts';
import { commandFlow, type FlowOrder } from '../api/flows.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { flowCommandLabel } from '../texts/vocabulary.ts';

type Command = FlowOrder['command'];

const order: readonly Command[] = ['resume', 'retry', 'restart', 'pause', 'cancel'];
const done: Readonly<Record<Command, string>> = {
  resume: 'The flow continues.',
  retry: 'The flow tries this step again.',
  restart: 'The flow starts again from the chosen step.',
  pause: 'The flow is paused. Finished work is kept.',
  cancel: 'The flow is cancelled.',
};
const explanation: Readonly<Record<Command, string>> = {
  resume: 'Work continues where it stopped.',
  retry: 'The failed step runs again from its last saved point.',
  restart:
    'Later steps are done again. Decisions you made on columns and data issues are kept; approvals are asked for again.',
  pause: 'Work stops after the current batch. Nothing is lost, and you can continue at any time.',
  cancel:
    'The flow ends here and cannot be continued. The uploaded file stays on record, and the category is free for another file.',
};

/** Refetches everything a command may have changed. */
export function useFlowCommand(flowId: string, onDone?: () => void) {
  const queryClient = useQueryClient();
  return useCommand((given: FlowOrder, key) => commandFlow(flowId, given, key), {
    onSuccess: async (_, given) => {
      notifications.show({ message: done[given.command] });
      await queryClient.invalidateQueries();
      onDone?.();
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['flow', flowId] }),
  });
}

function orderOf(command: Command, phase: string, reason: string): FlowOrder {
  if (command === 'resume') return { command };
  return command === 'restart' ? { command, phase, reason } : { command, reason };
}

function PhaseSelect(props: { flow: FlowDetails; phase: string; onChange: (phase: string) => void }) {
  const reached = props.flow.phases.filter((phase) => phase.state !== 'ahead');
  return (
    <Select
      label="Start again from"
      allowDeselect={false}
      data={reached.map((step) => ({ value: step.name, label: step.label }))}
      value={props.phase}
      onChange={(phase) => phase !== null && props.onChange(phase)}
    />
  );
}

function CommandDialog(props: { flow: FlowDetails; command: Command; onClose: () => void }) {
  const { flow, command, onClose } = props;
  const [phase, setPhase] = useState(flow.current_phase);
  const [reason, setReason] = useState('');
  const give = useFlowCommand(flow.flow_id, onClose);
  return (
    <Modal opened onClose={onClose} title={`${flowCommandLabel[command]}: ${flow.flow_name}`}>
      <Stack>
        {give.error !== null && <ProblemAlert error={give.error} />}
        <Text size="sm">{explanation[command]}</Text>
        {command === 'restart' && <PhaseSelect flow={flow} phase={phase} onChange={setPhase} />}
        {command !== 'resume' && (
          <Textarea
            label="Reason"
            description="Optional. It is kept in the journal."
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            autosize
            minRows={2}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button
            color={command === 'cancel' ? 'red' : 'indigo'}
            loading={give.isPending}
            onClick={() => give.mutate(orderOf(command, phase, reason.trim()))}
            data-autofocus
          >
            {flowCommandLabel[command]}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Buttons for exactly the commands the server allows now. */
export function FlowCommands(props: { flow: FlowDetails; size?: 'xs' | 'sm'; children?: ReactNode }) {
  const { flow, size = 'sm', children } = props;
  const [open, setOpen] = useState<Command | null>(null);
  const allowed = order.filter((command) => flow.allowed_commands.includes(command));
  return (
    <Group gap="xs">
      {children}
      {allowed.map((command) => (
        <Button
          key={command}
          size={size}
          variant={command === 'resume' || command === 'retry' ? 'filled' : 'default'}
          onClick={() => setOpen(command)}
        >
          {flowCommandLabel[command]}
        </Button>
      ))}
      {open !== null && <CommandDialog flow={flow} command={open} onClose={() => setOpen(null)} />}
    </Group>
  );
}
