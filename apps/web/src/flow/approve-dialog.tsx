import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ApproveBody, Gate } from '../api/entities.ts';
import { approveGate } from '../api/flows.ts';
import { useCommand } from '../api/use-command.ts';
import { useGo } from '../components/app-link.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';

/** The last look before an approval: what it does, and a note for the journal. */
export function ApproveDialog(props: {
  flowId: string;
  gate: Gate;
  title: string;
  confirmLabel: string;
  doneText: string;
  /** What else is decided in the same step. */
  extra?: Pick<ApproveBody, 'remaining'>;
  onClose: () => void;
  children: ReactNode;
}) {
  const { flowId, gate, title, confirmLabel, doneText, extra, onClose, children } = props;
  const [note, setNote] = useState('');
  const queryClient = useQueryClient();
  const go = useGo();
  const approve = useCommand(
    (_: undefined, key) =>
      approveGate(
        flowId,
        {
          ...extra,
          gate_id: gate.id,
          gate_revision: gate.revision,
          ...(note.trim() !== '' && { note: note.trim() }),
        },
        key,
      ),
    {
      onSuccess: async (answer) => {
        notifications.show({ message: doneText });
        onClose();
        // The page follows the server: it is asked where the flow is now.
        await queryClient.invalidateQueries();
        go(answer.flow.link);
      },
      // A stale revision means that what is shown has changed; load it anew.
      onError: () => queryClient.invalidateQueries({ queryKey: ['flow', flowId] }),
    },
  );
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack>
        {approve.error !== null && <ProblemAlert error={approve.error} />}
        {children}
        <Textarea
          label="Note"
          description="Optional. It is kept with your approval."
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={500}
          autosize
          minRows={2}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button loading={approve.isPending} onClick={() => approve.mutate(undefined)} data-autofocus>
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
