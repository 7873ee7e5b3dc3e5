import { Button, Group, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type {
  FieldMapping,
  FieldMappingsAnswer,
  FlowDetails,
  GateReason,
  TargetField,
} from '../../api/entities.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { type Shortcut, useShortcuts } from '../../components/shortcuts.tsx';
import { ApproveMapping } from './approve-mapping.tsx';
import { BulkAccept } from './bulk-accept.tsx';
import { MappingDetails } from './mapping-details.tsx';
import { countGroups, filterMappings, type GroupFilter } from './mapping-groups.ts';
import { MappingList } from './mapping-list.tsx';
import { MappingLine } from './mapping-row.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import { TargetSelect } from './target-select.tsx';
import { type Decision, useMappingDecisions } from './use-mapping-decisions.ts';

function useActiveRow(count: number) {
  const [wanted, setWanted] = useState(0);
  const [focusStamp, setFocusStamp] = useState(0);
  const active = Math.min(wanted, Math.max(0, count - 1));
  const move = (index: number) => {
    setWanted(Math.max(0, Math.min(index, count - 1)));
    setFocusStamp((stamp) => stamp + 1);
  };
  return { active, focusStamp, move, activate: setWanted };
}

interface BoardKeys {
  readonly step: (by: number) => void;
  readonly decide: (decision: Decision) => void;
  readonly acceptProposal: () => void;
  readonly reject: () => void;
  readonly alternative: (index: number) => void;
  readonly undo: () => void;
}

function useBoardShortcuts(keys: BoardKeys, readOnly: boolean): void {
  const moves: Shortcut[] = [
    { keys: 'j', label: 'Next column', run: () => keys.step(1) },
    { keys: 'k', label: 'Previous column', run: () => keys.step(-1) },
    { keys: 'ArrowDown', label: 'Next column', run: () => keys.step(1) },
    { keys: 'ArrowUp', label: 'Previous column', run: () => keys.step(-1) },
  ];
  const decisions: Shortcut[] = [
    { keys: 'a', label: 'Accept the proposal', run: keys.acceptProposal },
    { keys: 'x', label: 'Reject, with a reason', run: keys.reject },
    { keys: 'i', label: 'Ignore the column', run: () => keys.decide({ status: 'ignored' }) },
    { keys: 'c', label: 'Keep as custom attribute', run: () => keys.decide({ status: 'custom_attribute' }) },
    ...[1, 2, 3, 4, 5].map((number) => ({
      keys: String(number),
      label: `Accept candidate ${number} instead`,
      run: () => keys.alternative(number - 1),
    })),
    { keys: 'z', label: 'Take the last decision back', run: keys.undo },
  ];
  useShortcuts('Attribute mapping', readOnly ? moves : [...moves, ...decisions]);
}

function Toolbar(props: {
  counts: Record<GroupFilter, number>;
  filter: { group: GroupFilter; search: string };
  onFilter: (filter: { group: GroupFilter; search: string }) => void;
  children: React.ReactNode;
}) {
  const { counts, filter, onFilter, children } = props;
  return (
    <Group className="card" p="sm" justify="space-between" gap="sm">
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label="Filter columns"
          placeholder="Filter columns"
          leftSection={<IconSearch size={16} />}
          value={filter.search}
          onChange={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
          w={210}
        />
        <SegmentedControl
          aria-label="Which columns"
          data={[
            { value: 'all', label: `All ${counts.all}` },
            { value: 'suggested', label: `Suggested ${counts.suggested}` },
            { value: 'review', label: `Needs review ${counts.review}` },
            { value: 'decided', label: `Decided ${counts.decided}` },
          ]}
          value={filter.group}
          onChange={(group) => onFilter({ ...filter, group })}
        />
      </Group>
      <Group gap="sm">{children}</Group>
    </Group>
  );
}

/** Every column of the file with its proposal, and all ways to decide it by mouse and by key. */
export function MappingBoard(props: {
  flow: FlowDetails;
  answer: FieldMappingsAnswer;
  fields: readonly TargetField[];
}) {
  const { flow, answer, fields } = props;
  const [filter, setFilter] = useState<{ group: GroupFilter; search: string }>({ group: 'all', search: '' });
  const [rejecting, setRejecting] = useState<FieldMapping | null>(null);
  const shown = useMemo(() => filterMappings(answer.items, filter), [answer.items, filter]);
  const row = useActiveRow(shown.length);
  const decisions = useMappingDecisions(flow);
  const readOnly = !(
    flow.status === 'waiting_for_approval' &&
    flow.gate?.kind === 'mapping_approval' &&
    flow.gate.may_decide
  );
  const current = shown[row.active];

  const decide = async (mapping: FieldMapping | undefined, decision: Decision) => {
    if (mapping === undefined || readOnly) return;
    const leavesList = filter.group !== 'all';
    const done = await decisions.decide(mapping, decision);
    if (done && decision.status !== 'suggested' && !leavesList) row.move(row.active + 1);
  };
  const accept = (mapping: FieldMapping | undefined, target = mapping?.target_field ?? null) => {
    if (target !== null) void decide(mapping, { status: 'approved', target_field: target });
  };
  useBoardShortcuts(
    {
      step: (by) => row.move(row.active + by),
      decide: (decision) => void decide(current, decision),
      acceptProposal: () => accept(current),
      reject: () => setRejecting(current ?? null),
      alternative: (index) => accept(current, current?.alternatives[index]?.target_field ?? null),
      undo: () => void decisions.undo(),
    },
    readOnly,
  );
  const jumpTo = ({ column_id: columnId }: GateReason) => {
    setFilter({ group: 'all', search: '' });
    row.move(answer.items.findIndex((one) => one.column_id === columnId));
  };
  return (
    <>
      <ApproveMapping flow={flow} gateState={answer.gate} mappings={answer.items} onReason={jumpTo} />
      <Toolbar counts={countGroups(answer.items)} filter={filter} onFilter={setFilter}>
        {!readOnly && (
          <>
            <Tooltip label="Take the last decision back (z)">
              <Button
                variant="default"
                leftSection={<IconArrowBackUp size={16} />}
                disabled={decisions.undoDepth === 0 || decisions.bulkPending}
                onClick={() => void decisions.undo()}
              >
                Undo
              </Button>
            </Tooltip>
            <BulkAccept
              mappings={answer.items}
              pending={decisions.bulkPending}
              onAccept={decisions.acceptAtLeast}
            />
          </>
        )}
      </Toolbar>
      <div className="card" style={{ overflow: 'hidden' }}>
        <div className="mapping-row mapping-head" aria-hidden="true">
          <span>Source column</span>
          <span>Sample values</span>
          <span>Target field</span>
          <span>Confidence</span>
          <span>Status</span>
          <span>Decision</span>
        </div>
        {shown.length === 0 ? (
          <EmptyState
            title="No column matches"
            action={
              <Button variant="default" onClick={() => setFilter({ group: 'all', search: '' })}>
                Clear the filters
              </Button>
            }
          />
        ) : (
          <MappingList
            mappings={shown}
            active={row.active}
            focusStamp={row.focusStamp}
            onActivate={row.activate}
            renderRow={(mapping, index) => (
              <Row
                mapping={mapping}
                flowId={flow.flow_id}
                fields={fields}
                active={index === row.active}
                busy={decisions.pending.has(mapping.id)}
                readOnly={readOnly}
                onDecide={(decision) => void decide(mapping, decision)}
                onReject={() => setRejecting(mapping)}
              />
            )}
          />
        )}
      </div>
      {rejecting !== null && (
        <RejectDialog
          mapping={rejecting}
          onClose={() => setRejecting(null)}
          onReject={(note) => {
            setRejecting(null);
            void decide(rejecting, { status: 'rejected', note });
          }}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly mapping: FieldMapping;
  readonly flowId: string;
  readonly fields: readonly TargetField[];
  readonly active: boolean;
  readonly busy: boolean;
  readonly readOnly: boolean;
  readonly onDecide: (decision: Decision) => void;
  readonly onReject: () => void;
}

function Row({ mapping, flowId, fields, active, busy, readOnly, onDecide, onReject }: RowProps) {
  const approve = (target: string) => onDecide({ status: 'approved', target_field: target });
  return (
    <>
      <MappingLine
        mapping={mapping}
        active={active}
        busy={busy}
        readOnly={readOnly}
        target={
          active && !readOnly ? (
            <TargetSelect mapping={mapping} fields={fields} disabled={busy} onChoose={approve} />
          ) : null
        }
        actions={{
          accept: () => mapping.target_field !== null && approve(mapping.target_field),
          reject: onReject,
        }}
      />
      {active && (
        <MappingDetails
          mapping={mapping}
          flowId={flowId}
          busy={busy}
          readOnly={readOnly}
          actions={{
            choose: approve,
            ignore: () => onDecide({ status: 'ignored' }),
            custom: () => onDecide({ status: 'custom_attribute' }),
            takeBack: () => onDecide({ status: 'suggested' }),
          }}
        />
      )}
    </>
  );
}
