import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowEvent, FlowSummary, ResumeAnswer } from '../api/entities.ts';
import { commandFlow, flowHistoryQuery, type FlowOrder, flowQuery } from '../api/flows.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { QueryView } from '../components/query-view.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { TimeText } from '../components/time-text.tsx';
import { commandExplanation, eventText, type GivenCommand, outcomeText } from '../texts/flow-words.ts';
import { flowCommandLabel } from '../texts/vocabulary.ts';
import { needsTelling, ResumeResult } from './resume-result.tsx';

/** What a dialog has to know of the flow a command is for. */
export type CommandedFlow = Pick<FlowSummary, 'flow_id' | 'flow_name' | 'current_phase' | 'version'>;

interface CommandDialogProps {
  readonly flow: CommandedFlow;
  readonly command: GivenCommand;
  readonly onClose: () => void;
}

/** Gives a command and refetches everything it may have changed; a resume that has more to say stays open. */
function useOrder(flowId: string, onClose: () => void) {
  const queryClient = useQueryClient();
  const [told, setTold] = useState<ResumeAnswer | null>(null);
  const give = useCommand((order: FlowOrder, key) => commandFlow(flowId, order, key), {
    onSuccess: async (answer) => {
      await queryClient.invalidateQueries();
      if ('healed' in answer && needsTelling(answer)) return setTold(answer);
      notifications.show({ message: outcomeText(answer.outcome) });
      onClose();
    },
    onError: () => queryClient.invalidateQueries({ queryKey: ['flow', flowId] }),
  });
  return { give, told };
}

function orderOf(
  command: GivenCommand,
  given: { phase: string; reason: string; expectedVersion: number },
): FlowOrder {
  const { reason, phase, expectedVersion } = given;
  // What ends or repeats work is refused when the flow has moved on since it was looked at.
  if (command === 'restart') return { command, phase, reason, expectedVersion };
  return command === 'cancel' ? { command, reason, expectedVersion } : { command, reason };
}

function PhaseSelect(props: { flowId: string; phase: string; onChange: (phase: string) => void }) {
  const details = useQuery(flowQuery(props.flowId));
  return (
    <QueryView query={details} label="steps" rows={1}>
      {(flow) => (
        <Select
          label="Start again from"
          allowDeselect={false}
          data={flow.phases
            .filter((step) => step.state !== 'ahead')
            .map((step) => ({ value: step.name, label: step.label }))}
          value={props.phase}
          onChange={(phase) => phase !== null && props.onChange(phase)}
        />
      )}
    </QueryView>
  );
}

/** Why a command was refused, with who did what just before. */
function Refused({ error, lastEvent }: { error: Error; lastEvent: FlowEvent | undefined }) {
  return (
    <>
      <ProblemAlert error={error} />
      {lastEvent !== undefined && (
        <Text size="sm" role="status">
          Last: <b>{eventText(lastEvent.type)}</b> by {lastEvent.actor_name ?? 'Landfall'},{' '}
          <TimeText at={lastEvent.created_at} />.
        </Text>
      )}
    </>
  );
}

/** Says what a command does, asks for a reason, gives it, and shows what came of it. */
export function CommandDialog({ flow, command, onClose }: CommandDialogProps) {
  const [phase, setPhase] = useState(flow.current_phase);
  const [reason, setReason] = useState('');
  const { give, told } = useOrder(flow.flow_id, onClose);
  // After a refusal the person sees what happened meanwhile, and decides anew on that.
  const latest = useQuery({ ...flowHistoryQuery(flow.flow_id), enabled: give.error !== null });
  const expectedVersion = latest.data?.version ?? flow.version;
  const title = `${flowCommandLabel[command]}: ${flow.flow_name}`;
  if (told !== null) {
    return (
      <Modal opened onClose={onClose} title={title}>
        <ResumeResult answer={told} onClose={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={title}>
      <Stack>
        {give.error !== null && <Refused error={give.error} lastEvent={latest.data?.events.at(-1)} />}
        <Text size="sm">{commandExplanation[command]}</Text>
        {command === 'restart' && <PhaseSelect flowId={flow.flow_id} phase={phase} onChange={setPhase} />}
        <ReasonField value={reason} onChange={setReason} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button
            color={command === 'cancel' ? 'red' : 'indigo'}
            loading={give.isPending}
            onClick={() => give.mutate(orderOf(command, { phase, reason: reason.trim(), expectedVersion }))}
            data-autofocus
          >
            {flowCommandLabel[command]}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
