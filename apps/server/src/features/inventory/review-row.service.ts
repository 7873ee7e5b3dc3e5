import { createHash } from 'node:crypto';
import { type EditValue, readEdit } from '@landfall/domain/inventory/preview-edit';
import type { RowAction } from '@landfall/domain/inventory/row-results';
import { asId } from '@landfall/domain/shared/ids';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { findFlowOfImport, type FlowImport } from './flow-import.repository.ts';
import { editsRefused, previewPassed, previewRowNotFound, rowVersionConflict } from './inventory.errors.ts';
import { PreviewBoard, type Reviewer } from './preview-board.ts';
import {
  findImportOfRow,
  lockPreview,
  readReviewedBlock,
  readReviews,
  type ReviewedRow,
} from './preview-reviews.repository.ts';
import { sumCounts } from './preview.service.ts';
import { readCounts } from './row-results.repository.ts';

/** What a reviewer wants of a row; what is left out stays as it is. */
export interface RowChange {
  readonly selected?: boolean | undefined;
  /** All edits of the row by field: those left out are taken back. */
  readonly edits?: Readonly<Record<string, EditValue>> | undefined;
  /** Changes of the row the reviewer has seen. */
  readonly expectedVersion: number;
}

/** A row of a preview. */
export interface PreviewPlace {
  readonly importId: string;
  readonly row: number;
}

/** The row a preview row's id stands for; 404 for another tenant's and for none. */
export async function placeOfPreviewRow(scope: TenantScope, previewRowId: string): Promise<PreviewPlace> {
  const importId = await findImportOfRow(scope, previewRowId);
  const row = Number.parseInt(previewRowId.slice(28), 16);
  const block = importId === undefined ? undefined : await readReviewedBlock(scope, importId, row);
  if (importId === undefined || block === undefined) throw previewRowNotFound();
  return { importId, row };
}

/** Changes one row of a preview and raises the revision of its gate; whoever approves has to look again. */
export async function reviewRow(
  scope: TenantScope,
  flows: Pick<FlowPort, 'noteDecision'>,
  { place, change, at }: { place: PreviewPlace; change: RowChange; at: string },
): Promise<void> {
  const { importId, row } = place;
  if (!(await lockPreview(scope, importId))) throw previewRowNotFound();
  const flow = await requireOpenPreview(scope, importId);
  const board = new PreviewBoard(scope, importId);
  if (!(await board.isOpen(row))) throw previewRowNotFound();
  const version = (await board.reviewOf(row))?.version ?? 0;
  if (change.expectedVersion !== version) throw rowVersionConflict(version);
  await applyChange(board, { row, change, reviewer: { by: scope.actor.userId ?? '', at } });
  await board.save();
  await flows.noteDecision(scope, {
    flowId: asId(flow.flowId),
    type: 'preview_changed',
    payload: {
      row,
      ...(change.selected === undefined ? {} : { selected: change.selected }),
      ...(change.edits === undefined ? {} : { fields: Object.keys(change.edits) }),
    },
    subjectHash: hashAfter(flow, place, version + 1),
    subject: await subjectOf(scope, importId),
  });
  // The flow is locked by now: had somebody approved meanwhile, nothing of this may stay.
  await requireOpenPreview(scope, importId);
}

async function requireOpenPreview(scope: TenantScope, importId: string): Promise<FlowImport> {
  const flow = await findFlowOfImport(scope, importId);
  if (flow === undefined) throw previewRowNotFound();
  if (flow.gateKind !== 'asset_preview') throw previewPassed();
  return flow;
}

async function applyChange(
  board: PreviewBoard,
  { row, change, reviewer }: { row: number; change: RowChange; reviewer: Reviewer },
): Promise<void> {
  if (change.selected === true) await board.takeBack(row, reviewer);
  if (change.edits !== undefined) {
    const edits = readEdits(change.edits, await board.actionOf(row));
    await board.edit(row, edits, reviewer);
  }
  if (change.selected === false) await board.leaveOut(row, reviewer);
}

function readEdits(
  wanted: Readonly<Record<string, EditValue>>,
  action: RowAction,
): Record<string, string | null> {
  const edits: Record<string, string | null> = {};
  const problems: { field: string; message: string }[] = [];
  for (const [field, value] of Object.entries(wanted)) {
    const read = readEdit(field, value, action);
    if ('problem' in read) problems.push({ field, message: read.problem });
    else edits[field] = read.value;
  }
  if (problems.length > 0) throw editsRefused(problems);
  return edits;
}

/** The gate's subject after a change: which row was changed how often, on top of what it was. */
function hashAfter(flow: FlowImport, { row }: PreviewPlace, version: number): string {
  return createHash('sha256')
    .update(`${flow.gateHash ?? ''}:${row}:${version}`)
    .digest('hex');
}

/** What the gate says its preview is about. */
export async function subjectOf(
  scope: TenantScope,
  importId: string,
): Promise<Record<string, number | string>> {
  const blocks = await readCounts(scope, importId);
  const actions = sumCounts(blocks.map((block) => block.actions));
  // Rows whose outcome is known already, when only corrected ones are asked about, have no action.
  const rows = Object.values(actions).reduce((sum, count) => sum + count, 0);
  return { source_rows: rows, ...actions, conflicts: actions['conflict'] ?? 0, data_import_id: importId };
}

/** Changes of reviewers hold for the next preview of the same import as well; answers how many rows they concern. */
export async function reapplyReviews(scope: TenantScope, importId: string): Promise<number> {
  const board = new PreviewBoard(scope, importId);
  const reviews: ReviewedRow[] = [];
  for (const reviewed of await readReviews(scope, importId))
    if (await board.isOpen(reviewed.row)) reviews.push(reviewed);
  for (const { row, review } of reviews) await board.forget(row, review);
  for (const { row, review } of reviews) await reapply(board, row, review);
  await board.save();
  return reviews.length;
}

async function reapply(
  board: PreviewBoard,
  row: number,
  { edits, selected, leftOutWith, by, at }: Awaited<ReturnType<typeof readReviews>>[number]['review'],
): Promise<void> {
  const reviewer = { by, at };
  const action = await board.actionOf(row);
  const isEditable = action === 'create' || action === 'update' || action === 'unchanged';
  if (Object.keys(edits).length > 0 && isEditable) await board.edit(row, edits, reviewer);
  if (!selected && leftOutWith === null && action !== 'reject') await board.leaveOut(row, reviewer);
}
