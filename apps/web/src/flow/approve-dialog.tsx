import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { asApiError } from '../api/api-error.ts';
import type { ApproveBody, Gate } from '../api/entities.ts';
import { approveGate } from '../api/flows.ts';
import { useCommand } from '../api/use-command.ts';
import { useGo } from '../components/app-link.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { decidedOf, decidedText } from '../texts/decided-text.ts';
import { problemTitle } from '../texts/problem-title.ts';

interface ApproveDialogProps {
  readonly flowId: string;
  readonly gate: Gate;
  readonly title: string;
  readonly confirmLabel: string;
  readonly doneText: string;
  /** What else is decided in the same step. */
  readonly extra?: Pick<ApproveBody, 'remaining' | 'confirm_large_change'>;
  /** A sentence to be agreed to before the approval can be given. */
  readonly acknowledgement?: string;
  /** While own changes to what is approved are on their way: the gate that is shown does not know them yet. */
  readonly isSettling?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function useApproval({ flowId, gate, doneText, extra, onClose }: ApproveDialogProps) {
  const queryClient = useQueryClient();
  const go = useGo();
  return useCommand(
    (note: string, key) => {
      const approval = {
        ...extra,
        gate_id: gate.id,
        gate_revision: gate.revision,
        ...(note !== '' && { note }),
      };
      return approveGate(flowId, approval, key);
    },
    {
      onSuccess: async (answer) => {
        const page = globalThis.location.pathname;
        // Somebody else may have approved the same a moment earlier.
        notifications.show({ message: answer.decided === null ? doneText : decidedText(answer.decided) });
        onClose();
        // The page follows the server: it is asked where the flow is now.
        await queryClient.invalidateQueries();
        // Who has opened another page meanwhile is not taken away from it.
        if (globalThis.location.pathname === page) go(answer.flow.link);
      },
      // A stale revision means that what is shown has changed; load it anew.
      onError: (error) => {
        tellWhoWasFaster(error);
        return queryClient.invalidateQueries({ queryKey: ['flow', flowId] });
      },
    },
  );
}

/** Outlives the dialog, which goes with the gate somebody else has decided. */
export function tellWhoWasFaster(error: Error): void {
  const problem = asApiError(error);
  const decided = decidedOf(problem.body);
  if (decided === null) return;
  notifications.show({
    title: problemTitle(problem),
    message: decidedText(decided),
    color: 'orange',
    autoClose: 15_000,
  });
}

/** The last look before an approval: what it does, and a note for the journal. */
export function ApproveDialog(props: ApproveDialogProps) {
  const { title, confirmLabel, acknowledgement, isSettling = false, onClose, children } = props;
  const [note, setNote] = useState('');
  const [agreed, setAgreed] = useState<string>();
  const isAgreed = acknowledgement === undefined || agreed === acknowledgement;
  const approve = useApproval(props);
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack>
        {approve.error !== null && <ProblemAlert error={approve.error} />}
        {children}
        {acknowledgement !== undefined && (
          <Checkbox
            label={acknowledgement}
            checked={isAgreed}
            // Another number is another thing to agree to.
            onChange={(event) => setAgreed(event.currentTarget.checked ? acknowledgement : undefined)}
          />
        )}
        <ReasonField
          label="Note"
          value={note}
          onChange={setNote}
          description="Optional. It is kept with your approval."
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button
            disabled={!isAgreed}
            loading={approve.isPending || isSettling}
            onClick={() => approve.mutate(note.trim())}
            data-autofocus
          >
            {confirmLabel}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
