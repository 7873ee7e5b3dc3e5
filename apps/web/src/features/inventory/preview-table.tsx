import { Button, Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails, PreviewAction, PreviewRow, ReviewRowBody } from '../../api/entities.ts';
import { flowKey } from '../../api/flows.ts';
import { reviewPreviewRow } from '../../api/inventory.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { formatCount } from '../../texts/format.ts';
import { previewActionLabel, sentenceOf } from '../../texts/vocabulary.ts';
import { EditRowDialog } from './edit-row-dialog.tsx';
import { FieldEffects } from './field-effects.tsx';

const actionTone: Readonly<Record<PreviewAction, Tone>> = {
  create: 'good',
  update: 'info',
  merge: 'info',
  unchanged: 'plain',
  connect: 'info',
  conflict: 'warn',
  reject: 'bad',
};

interface RowReview {
  readonly row: PreviewRow;
  readonly body: Omit<ReviewRowBody, 'expected_version'>;
}

function useReview(flow: FlowDetails) {
  const queryClient = useQueryClient();
  return useCommand(
    ({ row, body }: RowReview, key) =>
      reviewPreviewRow(row.id, { ...body, expected_version: row.version }, key),
    // The rows, their counts and the revision of the gate are all different now.
    { onSuccess: () => queryClient.invalidateQueries({ queryKey: flowKey(flow.flow_id) }) },
  );
}

type Review = ReturnType<typeof useReview>;

/** The rows of a preview; while it is open each can be left out or be given other values. */
export function PreviewTable(props: {
  flow: FlowDetails;
  rows: readonly PreviewRow[];
  filtered: boolean;
  onClear: () => void;
}) {
  const { flow, rows, filtered, onClear } = props;
  const may = useRights();
  const review = useReview(flow);
  const [editing, setEditing] = useState<PreviewRow | null>(null);
  const isOpen = flow.gate?.kind === 'asset_preview' && flow.status === 'waiting_for_approval';
  // The preview of an enrichment is approved or rejected as a whole.
  const canReview = isOpen && flow.flow_type === 'discovery' && may('asset.edit');
  if (rows.length === 0) return <NoRows filtered={filtered} onClear={onClear} />;
  return (
    <>
      {review.error !== null && <ProblemAlert error={review.error} />}
      <TableCard
        label="Preview rows"
        heads={[
          canReview && 'Take over',
          { numbers: 'Line' },
          'What happens',
          'Asset',
          'Type',
          'Values',
          canReview && { spoken: 'Edit' },
        ]}
      >
        {rows.map((row) => (
          <PreviewLine
            key={row.row_number}
            row={row}
            review={canReview ? review : null}
            onEdit={() => setEditing(row)}
          />
        ))}
      </TableCard>
      {editing !== null && <EditRowDialog row={editing} flow={flow} onClose={() => setEditing(null)} />}
    </>
  );
}

function NoRows({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  return (
    <EmptyState
      title={filtered ? 'No row does this' : 'The preview is empty'}
      action={
        filtered && (
          <Button variant="default" onClick={onClear}>
            Show all rows
          </Button>
        )
      }
    />
  );
}

/** Whether a row is written; what is asked for shows at once, before the server has answered. */
function TakeOver({ row, review }: { row: PreviewRow; review: Review }) {
  const [asked, setAsked] = useState<boolean | null>(null);
  return (
    <Checkbox
      aria-label={`Take over line ${row.line_number}`}
      checked={row.may_select && (asked ?? row.selected)}
      disabled={!row.may_select || row.left_out_with_row !== null || review.isPending}
      onChange={(event) => {
        const selected = event.currentTarget.checked;
        setAsked(selected);
        review.mutate({ row, body: { selected } }, { onSettled: () => setAsked(null) });
      }}
    />
  );
}

function PreviewLine(props: { row: PreviewRow; review: Review | null; onEdit: () => void }) {
  const { row, review, onEdit } = props;
  return (
    <tr>
      {review !== null && (
        <td>
          <TakeOver row={row} review={review} />
        </td>
      )}
      <td className="num">{formatCount(row.line_number)}</td>
      <td>
        <Tag tone={actionTone[row.action]}>{previewActionLabel[row.action]}</Tag>
      </td>
      <td style={{ overflowWrap: 'anywhere', minWidth: 120 }}>{row.name ?? '—'}</td>
      <td>{row.asset_type === null ? '—' : sentenceOf(row.asset_type)}</td>
      <td>
        <FieldEffects row={row} />
      </td>
      {review !== null && (
        <td>
          {row.may_edit && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={onEdit}
              aria-label={`Edit line ${row.line_number}`}
            >
              Edit…
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}
