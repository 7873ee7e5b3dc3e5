import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type {
  FieldMapping,
  FieldMappingsAnswer,
  FlowDetails,
  GateReason,
  TargetField,
} from '../../api/entities.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ApproveMapping } from './approve-mapping.tsx';
import { MappingDetails } from './mapping-details.tsx';
import { everyColumn, filterMappings, type MappingFilter } from './mapping-groups.ts';
import { MappingList } from './mapping-list.tsx';
import { MappingLine } from './mapping-row.tsx';
import { MappingToolbar } from './mapping-toolbar.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import { TargetSelect } from './target-select.tsx';
import { useActiveRow, useBoardShortcuts } from './use-board-shortcuts.ts';
import { type Decision, useMappingDecisions } from './use-mapping-decisions.ts';

function mayDecideNow({ status, gate }: FlowDetails): boolean {
  return status === 'waiting_for_approval' && gate?.kind === 'mapping_approval' && gate.may_decide;
}

function useBoard(flow: FlowDetails, answer: FieldMappingsAnswer) {
  const [filter, setFilter] = useState<MappingFilter>(everyColumn);
  const [rejecting, setRejecting] = useState<FieldMapping | null>(null);
  const shown = useMemo(() => filterMappings(answer.items, filter), [answer.items, filter]);
  const row = useActiveRow(shown.length);
  const decisions = useMappingDecisions(flow);
  const readOnly = !mayDecideNow(flow);
  const current = shown[row.active];

  const decide = async (mapping: FieldMapping | undefined, decision: Decision) => {
    if (mapping === undefined || readOnly) return;
    // The next column is ready at once; the row shows its decision when the server has answered. In a filtered list
    // the decided column leaves by itself, and the next one takes its place.
    if (decision.status !== 'suggested' && filter.group === 'all' && mapping === current) row.step(1);
    await decisions.decide(mapping, decision);
  };
  const accept = (mapping: FieldMapping | undefined, target: string | null | undefined) => {
    if (target !== null && target !== undefined)
      void decide(mapping, { status: 'approved', target_field: target });
  };
  useBoardShortcuts(
    {
      step: row.step,
      decide: (decision) => void decide(current, decision),
      acceptProposal: () => accept(current, current?.target_field),
      reject: () => setRejecting(current ?? null),
      alternative: (index) => accept(current, current?.alternatives[index]?.target_field),
      undo: () => void decisions.undo(),
    },
    readOnly,
  );
  const jumpTo = ({ column_id: columnId }: GateReason) => {
    setFilter(everyColumn);
    row.move(answer.items.findIndex((one) => one.column_id === columnId));
  };
  return { filter, setFilter, rejecting, setRejecting, shown, row, decisions, readOnly, decide, jumpTo };
}

/** Every column of the file with its proposal, and all ways to decide it by mouse and by key. */
export function MappingBoard(props: {
  flow: FlowDetails;
  answer: FieldMappingsAnswer;
  fields: readonly TargetField[];
}) {
  const { flow, answer, fields } = props;
  const board = useBoard(flow, answer);
  const { rejecting, readOnly } = board;
  return (
    <>
      <ApproveMapping
        flow={flow}
        gateState={answer.gate}
        mappings={answer.items}
        isSettling={board.decisions.isSettling}
        onReason={board.jumpTo}
      />
      <MappingToolbar
        mappings={answer.items}
        filter={board.filter}
        onFilter={board.setFilter}
        decisions={readOnly ? null : board.decisions}
      />
      <BoardList board={board} flowId={flow.flow_id} fields={fields} />
      {rejecting !== null && (
        <RejectDialog
          mapping={rejecting}
          onClose={() => board.setRejecting(null)}
          onReject={(note) => {
            board.setRejecting(null);
            void board.decide(rejecting, { status: 'rejected', note });
          }}
        />
      )}
    </>
  );
}

function BoardList(props: {
  board: ReturnType<typeof useBoard>;
  flowId: string;
  fields: readonly TargetField[];
}) {
  const { board, flowId, fields } = props;
  const { row } = board;
  return (
    <div className="card" style={{ overflow: 'hidden' }}>
      <ListHead />
      {board.shown.length === 0 && <NoMatch onClear={() => board.setFilter(everyColumn)} />}
      <MappingList
        mappings={board.shown}
        active={row.active}
        focusStamp={row.focusStamp}
        onActivate={row.activate}
        renderRow={(mapping, index) => (
          <Row
            mapping={mapping}
            flowId={flowId}
            fields={fields}
            active={index === row.active}
            busy={board.decisions.pending.has(mapping.id)}
            readOnly={board.readOnly}
            onDecide={(decision) => void board.decide(mapping, decision)}
            onReject={() => board.setRejecting(mapping)}
          />
        )}
      />
    </div>
  );
}

function ListHead() {
  return (
    <div className="mapping-row mapping-head" aria-hidden="true">
      <span>Source column</span>
      <span>Sample values</span>
      <span>Target field</span>
      <span>Confidence</span>
      <span>Status</span>
      <span>Decision</span>
    </div>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      title="No column matches"
      action={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    />
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

/** Fields of the client account's own hold custom attributes; the catalog has the others. */
function choiceOf(target: string): Decision {
  return { status: target.startsWith('custom.') ? 'custom_attribute' : 'approved', target_field: target };
}

function Row({ mapping, flowId, fields, active, busy, readOnly, onDecide, onReject }: RowProps) {
  const approve = (target: string) => onDecide(choiceOf(target));
  const canChoose = active && !readOnly;
  return (
    <>
      <MappingLine
        mapping={mapping}
        active={active}
        busy={busy}
        target={
          canChoose && <TargetSelect mapping={mapping} fields={fields} disabled={busy} onChoose={approve} />
        }
        actions={readOnly ? null : { accept: approve, reject: onReject }}
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
