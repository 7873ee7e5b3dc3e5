import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { batchDelete, deletionImpactQuery } from '../../api/deletion.ts';
import type { DataToDelete, DeletionImpact, FlowSummary } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ReasonField } from '../../components/reason-field.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { isTyped, TypedConfirmation } from '../../components/typed-confirmation.tsx';
import { CountingImpact } from '../../flow/counting-impact.tsx';
import { CountList } from '../../flow/impact-view.tsx';
import { deletedKinds } from '../../texts/flow-words.ts';
import { countOf, formatCount } from '../../texts/format.ts';
import { BatchResults } from './batch-results.tsx';

/** From this many assets on, the deletion has to be typed. */
const assetsBeforeTyping = 100;

const summed = [...deletedKinds.map(([key]) => key), 'file_bytes', 'total_records'] as const;

function sumOf(impacts: readonly DeletionImpact[]): DataToDelete | null {
  const [first, ...rest] = impacts.map((impact) => impact.data_to_delete);
  if (first === undefined) return null;
  const totals = { ...first };
  for (const one of rest) for (const key of summed) totals[key] += one[key];
  return totals;
}

function useBatch(flows: readonly FlowSummary[]) {
  const queryClient = useQueryClient();
  const queries = useQueries({ queries: flows.map((flow) => deletionImpactQuery(flow.flow_id)) });
  const impacts = queries.map((query) => query.data).filter((impact) => impact !== undefined);
  const give = useCommand(
    (order: { force: boolean; reason: string }, key) =>
      batchDelete(
        {
          flow_ids: flows.map((flow) => flow.flow_id),
          ...(order.force && { force: true }),
          ...(order.reason !== '' && { reason: order.reason }),
        },
        key,
      ),
    {
      onSuccess: async () => {
        for (const flow of flows) queryClient.removeQueries({ queryKey: ['flow', flow.flow_id] });
        await queryClient.invalidateQueries();
      },
    },
  );
  const failed = queries.find((query) => query.error !== null)?.error ?? null;
  const slow = queries.find((query) => query.failureReason !== null)?.failureReason ?? null;
  return { impacts, give, failed, slow, retry: () => queries.forEach((query) => void query.refetch()) };
}

/** Deletes several flows after showing what goes in all and with each. */
export function BatchDeleteDialog({
  flows,
  onClose,
}: {
  flows: readonly FlowSummary[];
  onClose: () => void;
}) {
  const { impacts, give, failed, slow, retry } = useBatch(flows);
  const title = `Delete ${countOf(flows.length, 'flow')}`;
  const isLoaded = impacts.length === flows.length;
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      {give.data === undefined ? (
        <Stack>
          {give.error !== null && <ProblemAlert error={give.error} />}
          {failed !== null && <ProblemAlert error={failed} onRetry={retry} />}
          {!isLoaded && failed === null && <CountingImpact reason={slow} />}
          {isLoaded && (
            <Confirm
              title={title}
              impacts={impacts}
              pending={give.isPending}
              onConfirm={give.mutate}
              onBack={onClose}
            />
          )}
        </Stack>
      ) : (
        <BatchResults answer={give.data} flows={flows} onClose={onClose} />
      )}
    </Modal>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly impacts: readonly DeletionImpact[];
  readonly pending: boolean;
  readonly onConfirm: (order: { force: boolean; reason: string }) => void;
  readonly onBack: () => void;
}

function useConfirm({ title, impacts }: ConfirmProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [force, setForce] = useState(false);
  const totals = sumOf(impacts);
  const mustType = (totals?.assets ?? 0) > assetsBeforeTyping;
  const running = impacts.filter((impact) => impact.requires_force).length;
  const ready = !mustType || isTyped(typed, title);
  return { reason, setReason, typed, setTyped, force, setForce, totals, mustType, running, ready };
}

function Confirm(props: ConfirmProps) {
  const { title, impacts, pending, onConfirm, onBack } = props;
  const form = useConfirm(props);
  return (
    <Stack>
      {form.totals !== null && <Totals totals={form.totals} />}
      <EachFlow impacts={impacts} />
      <Text fw={600} size="sm">
        This cannot be undone.
      </Text>
      {form.running > 0 && (
        <Checkbox
          label={`Delete ${countOf(form.running, 'flow that is', 'flows that are')} running or damaged, too`}
          description="A running step is stopped first, damaged records are repaired as far as that is certain. Without this they are refused and stay."
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
          expected={title}
          description="More than a hundred assets go with them."
          value={form.typed}
          onChange={form.setTyped}
        />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          Keep them
        </Button>
        <Button
          color="red"
          disabled={!form.ready}
          loading={pending}
          onClick={() => onConfirm({ force: form.force, reason: form.reason.trim() })}
        >
          {title}
        </Button>
      </Group>
    </Stack>
  );
}

function Totals({ totals }: { totals: DataToDelete }) {
  return (
    <section className="notice" data-tone="bad" aria-label="Removed in all">
      <Text size="sm" fw={650}>
        Removed for good, in all
      </Text>
      <CountList counts={totals} />
    </section>
  );
}

function EachFlow({ impacts }: { impacts: readonly DeletionImpact[] }) {
  return (
    <TableCard
      inside
      label="Impact of each flow"
      heads={['Flow', { numbers: 'Records' }, { numbers: 'Assets' }, { numbers: 'Assets kept' }]}
    >
      {impacts.map((impact) => (
        <tr key={impact.flow_id}>
          <td>
            {impact.flow_name}
            {impact.warnings.map((warning) => (
              <Text size="xs" c="dimmed" key={warning}>
                {warning}
              </Text>
            ))}
          </td>
          <td className="num">{formatCount(impact.data_to_delete.total_records)}</td>
          <td className="num">{formatCount(impact.data_to_delete.assets)}</td>
          <td className="num">{formatCount(impact.data_kept.assets_shared)}</td>
        </tr>
      ))}
    </TableCard>
  );
}
