import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { asApiError } from '../api/api-error.ts';
import { changedImpactOf, deleteFlow, deletionImpactQuery, type DeletionOrder } from '../api/deletion.ts';
import type { DeletionImpact, FlowSummary } from '../api/entities.ts';
import { putAnswer } from '../api/put-answer.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { QueryView } from '../components/query-view.tsx';
import { ReasonField } from '../components/reason-field.tsx';
import { isTyped, TypedConfirmation } from '../components/typed-confirmation.tsx';
import { outcomeText } from '../texts/flow-words.ts';
import { CountingImpact } from './counting-impact.tsx';
import { DeletionView } from './deletion-view.tsx';
import { ImpactView } from './impact-view.tsx';

/** From this many assets on, the name has to be typed. */
const assetsBeforeTyping = 100;

export interface DeletionRequest {
  readonly flow: Pick<FlowSummary, 'flow_id' | 'flow_name'>;
  /** What the confirming button says, when deleting is part of something larger. */
  readonly confirmLabel?: string;
  /** Called once the flow is gone; without it the dialog stays and shows the removal. */
  readonly onDeleted?: () => void;
}

function useDeletion({ flow, onDeleted }: DeletionRequest, onClose: () => void) {
  const queryClient = useQueryClient();
  const { pathname } = useLocation();
  const [accepted, setAccepted] = useState(false);
  const [changed, setChanged] = useState(false);
  const give = useCommand((order: DeletionOrder, key) => deleteFlow(flow.flow_id, order, key), {
    onSuccess: async (answer) => {
      queryClient.removeQueries({ queryKey: ['flow', flow.flow_id] });
      await queryClient.invalidateQueries();
      // The page of the flow itself shows its removal from now on.
      const isShown = pathname === `/flows/${flow.flow_id}` || onDeleted !== undefined;
      if (!isShown && answer.outcome === 'deleted') return setAccepted(true);
      notifications.show({ message: outcomeText(answer.outcome) });
      onClose();
      onDeleted?.();
    },
    onError: (error) => {
      const impact = changedImpactOf(asApiError(error));
      if (impact === null) return;
      putAnswer(queryClient, deletionImpactQuery(flow.flow_id).queryKey, () => impact);
      setChanged(true);
    },
  });
  return { give, accepted, changed };
}

/** Shows exactly what a deletion removes and keeps, and deletes just that, or shows what has changed since. */
export function DeleteDialog(props: DeletionRequest & { onClose: () => void }) {
  const { flow, onClose, confirmLabel = 'Delete' } = props;
  const impact = useQuery(deletionImpactQuery(flow.flow_id));
  const { give, accepted, changed } = useDeletion(props, onClose);
  const failed = give.error !== null && changedImpactOf(asApiError(give.error)) === null;
  return (
    <Modal opened onClose={onClose} title={`Delete: ${flow.flow_name}`} size="lg">
      {accepted ? (
        <Stack>
          <DeletionView flowId={flow.flow_id} />
          <Group justify="flex-end">
            <Button onClick={onClose} data-autofocus>
              Close
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          {failed && <ProblemAlert error={give.error} />}
          {changed && <ChangedNotice />}
          {impact.isPending && <CountingImpact reason={impact.failureReason} />}
          {!impact.isPending && (
            <QueryView query={impact} label="what a deletion removes" rows={3}>
              {(found) => (
                <ConfirmForm
                  key={found.plan_hash}
                  impact={found}
                  confirmLabel={confirmLabel}
                  pending={give.isPending}
                  onConfirm={give.mutate}
                  onBack={onClose}
                />
              )}
            </QueryView>
          )}
        </Stack>
      )}
    </Modal>
  );
}

function ChangedNotice() {
  return (
    <div className="notice" data-tone="warn" role="alert">
      <Text fw={650} size="sm">
        The impact has changed since you looked
      </Text>
      <Text size="sm">Nothing was deleted. Look at the new figures and confirm again.</Text>
    </div>
  );
}

function forceText({ is_damaged: isDamaged }: DeletionImpact): string {
  return isDamaged
    ? 'What can be repaired for certain is repaired first, so that all that is its own goes with it.'
    : 'The running step is stopped first. Finished batches are removed like everything else.';
}

interface ConfirmFormProps {
  readonly impact: DeletionImpact;
  readonly confirmLabel: string;
  readonly pending: boolean;
  readonly onConfirm: (order: DeletionOrder) => void;
  readonly onBack: () => void;
}

function useConfirmation({ impact, onConfirm }: ConfirmFormProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [force, setForce] = useState(false);
  const mustType = impact.data_to_delete.assets > assetsBeforeTyping;
  const ready = (!mustType || isTyped(typed, impact.flow_name)) && (!impact.requires_force || force);
  const confirm = () => {
    const text = reason.trim();
    onConfirm({ plan_hash: impact.plan_hash, ...(force && { force }), ...(text !== '' && { reason: text }) });
  };
  return { reason, setReason, typed, setTyped, force, setForce, mustType, ready, confirm };
}

function ConfirmForm(props: ConfirmFormProps) {
  const { impact, confirmLabel, pending, onBack } = props;
  const form = useConfirmation(props);
  return (
    <Stack>
      <ImpactView impact={impact} />
      <Text fw={600} size="sm">
        This cannot be undone.
      </Text>
      {impact.requires_force && (
        <Checkbox
          label={
            impact.is_damaged ? 'Delete although its records are damaged' : 'Delete although it is running'
          }
          description={forceText(impact)}
          checked={form.force}
          onChange={(event) => form.setForce(event.currentTarget.checked)}
        />
      )}
      <ReasonField
        value={form.reason}
        onChange={form.setReason}
        description="Optional. It is kept in the audit log."
      />
      {form.mustType && (
        <TypedConfirmation
          expected={impact.flow_name}
          description="More than a hundred assets go with it."
          value={form.typed}
          onChange={form.setTyped}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          Keep it
        </Button>
        <Button color="red" disabled={!form.ready} loading={pending} onClick={form.confirm}>
          {confirmLabel}
        </Button>
      </Group>
    </Stack>
  );
}
