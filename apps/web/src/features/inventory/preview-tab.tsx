import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails, LargeChange, PreviewAction, PreviewAnswer } from '../../api/entities.ts';
import { previewQuery } from '../../api/inventory.ts';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { ApproveDialog } from '../../flow/approve-dialog.tsx';
import { GateDecision } from '../../flow/gate-decision.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { previewActionLabel } from '../../texts/vocabulary.ts';
import { LargeChangeNotice, largeChangeText } from './large-change-notice.tsx';
import { PlannedConnections } from './planned-connections.tsx';
import { PlannedEnds } from './planned-ends.tsx';
import { PreviewTable } from './preview-table.tsx';
import { RecommendationsNotice } from './recommendations-notice.tsx';

type Counts = PreviewAnswer['counts'];
type Filter = PreviewAction | 'all';

const actions: readonly PreviewAction[] = [
  'create',
  'update',
  'merge',
  'unchanged',
  'connect',
  'conflict',
  'reject',
];
/** What rows of a flow may do: only the rows of a discovery conflict, only those of other files state connections. */
function actionsOf({ flow_type: type }: FlowDetails): readonly PreviewAction[] {
  return actions.filter((action) => action !== (type === 'discovery' ? 'connect' : 'conflict'));
}

/** What the import would do to the inventory, row by row, before anything is written. */
export function PreviewTab({ flow }: { flow: FlowDetails }) {
  const [filter, setFilter] = useState<Filter>('all');
  const pager = usePager();
  const query = useQuery({
    ...previewQuery(flow.flow_id, {
      ...(filter !== 'all' && { action: filter }),
      ...(pager.cursor !== undefined && { cursor: pager.cursor }),
    }),
    placeholderData: keepPreviousData,
  });
  return (
    <QueryView query={query} label="preview" rows={8}>
      {(answer) => (
        <Stack gap="md">
          <PreviewGate flow={flow} counts={answer.counts} change={answer.large_change} />
          <RecommendationsNotice flow={flow} />
          <Reconciliation counts={answer.counts} />
          <SegmentedControl
            aria-label="Which rows"
            style={{ alignSelf: 'flex-start' }}
            data={[
              { value: 'all', label: `All ${formatCount(askedRows(answer.counts))}` },
              ...actionsOf(flow).map((action) => ({
                value: action,
                label: `${previewActionLabel[action]} ${formatCount(answer.counts[action])}`,
              })),
            ]}
            value={filter}
            onChange={(next) => {
              setFilter(next);
              pager.reset();
            }}
          />
          <PreviewTable
            flow={flow}
            rows={answer.items}
            filtered={filter !== 'all'}
            onClear={() => setFilter('all')}
          />
          {answer.items.length > 0 && <Pager pager={pager} page={answer} noun="row" />}
          {answer.counts.create_ends > 0 && <PlannedEnds flow={flow} />}
          {flow.flow_type !== 'discovery' && <PlannedConnections flow={flow} />}
        </Stack>
      )}
    </QueryView>
  );
}

interface PreviewGateProps {
  readonly flow: FlowDetails;
  readonly counts: Counts;
  readonly change: LargeChange | null;
}

function PreviewGate({ flow, counts, change }: PreviewGateProps) {
  const [open, setOpen] = useState(false);
  const gate =
    flow.gate?.kind === 'asset_preview' && flow.status === 'waiting_for_approval' ? flow.gate : null;
  const ready = gate?.satisfied === true && gate.may_decide;
  useShortcuts('Approval', [
    { keys: 'Ctrl+Enter', label: 'Approve, after a last look', run: () => ready && setOpen(true) },
  ]);
  if (gate === null) return null;
  return (
    <>
      <GateDecision
        flow={flow}
        gate={gate}
        satisfied={gate.satisfied}
        reasons={gate.reasons}
        readyText="The preview is ready. Nothing has been written to the inventory yet."
      >
        <Button disabled={!ready} onClick={() => setOpen(true)}>
          Approve preview…
        </Button>
      </GateDecision>
      {change !== null && <LargeChangeNotice change={change} />}
      {open && (
        <ApproveDialog
          flowId={flow.flow_id}
          gate={gate}
          title="Write this to the inventory"
          confirmLabel="Approve and write"
          doneText="The preview is approved. It is being written now."
          {...(change !== null && {
            extra: { confirm_large_change: change.affected },
            acknowledgement: `I know that ${largeChangeText(change)}`,
          })}
          onClose={() => setOpen(false)}
        >
          <Consequences counts={counts} />
        </ApproveDialog>
      )}
    </>
  );
}

function Consequences({ counts }: { counts: Counts }) {
  const lines = [
    [counts.create, 'creates a new asset', 'create new assets'],
    [counts.update, 'updates an asset that exists', 'update assets that exist'],
    [
      counts.merge,
      'describes an asset that another row of this file already describes',
      'describe assets that other rows of this file already describe',
    ],
    [counts.unchanged, 'changes nothing', 'change nothing'],
    [counts.connect, 'only states connections', 'only state connections'],
    [counts.conflict, 'needs your decision afterwards', 'need your decision afterwards'],
    [counts.reject, 'is not taken over', 'are not taken over'],
  ] as const;
  return (
    <ul className="plain-list">
      {lines
        .filter(([count]) => count > 0)
        .map(([count, one, many]) => (
          <li key={many}>
            <b>{countOf(count, 'row')}</b> {count === 1 ? one : many}
          </li>
        ))}
      {counts.create_ends > 0 && (
        <li>
          <b>{countOf(counts.create_ends, 'new asset')}</b> at the ends of connections
        </li>
      )}
    </ul>
  );
}

/** Rows the preview asks about; after a correction all others keep the outcome they have. */
function askedRows(counts: Counts): number {
  return actions.reduce((total, action) => total + counts[action], 0);
}

function Reconciliation({ counts }: { counts: Counts }) {
  const sum = askedRows(counts);
  const parts = actions.filter((action) => counts[action] > 0);
  return (
    <Text size="sm">
      {parts
        .map((action) => `${formatCount(counts[action])} ${previewActionLabel[action].toLowerCase()}`)
        .join(' + ')}{' '}
      = <b>{formatCount(sum)}</b> of {countOf(counts.source_rows, 'source row')}. {restText(counts)}
      {counts.create_ends > 0 && ` Connections bring ${countOf(counts.create_ends, 'more new asset')}.`}
    </Text>
  );
}

function restText(counts: Counts): string {
  const rest = counts.source_rows - askedRows(counts);
  if (rest < 0) return 'The counts do not add up; reload the page.';
  if (rest === 0) return 'Every row is accounted for.';
  return rest === 1
    ? 'The other row keeps the outcome it has.'
    : `The other ${formatCount(rest)} rows keep the outcome they have.`;
}
