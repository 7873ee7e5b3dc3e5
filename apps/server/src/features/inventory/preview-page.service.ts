import type { z } from 'zod';
import type { previewRow } from '@landfall/contract/inventory';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { type CleansedBlock, valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import { editableActions } from '@landfall/domain/inventory/preview-edit';
import type { RowReview } from '@landfall/domain/inventory/preview-review';
import { classifyAsset } from '@landfall/domain/inventory/classify-asset';
import {
  assetIdAt,
  createdAssetId,
  leadRowAt,
  rejectReasons,
  rejectReasonText,
  type RowAction,
  rowActions,
  type RowResults,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import { nameFallbacks, storedFields } from '@landfall/domain/inventory/stored-fields';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type CurrentAsset, type FieldValue, readAssets } from './current-assets.repository.ts';
import { typedValue } from './describe-conflict.ts';
import { readReviews } from './preview-reviews.repository.ts';
import { readSourceLines } from './source-rows.repository.ts';
import { loadBlocksOfRows } from './load-blocks.ts';
import { type BlockCounts, readCounts, readResults } from './row-results.repository.ts';

export type PreviewRow = z.infer<typeof previewRow>;

/** Which rows of a preview are wanted. */
export interface PreviewRequest {
  readonly importId: string;
  readonly fromRow: number;
  readonly limit: number;
  readonly action: RowAction | undefined;
}

export interface PreviewPage {
  readonly rows: readonly PreviewRow[];
  readonly blocks: readonly BlockCounts[];
  /** First row after the page; undefined at the end. */
  readonly nextRow: number | undefined;
}

/** A page of the preview by row number, with the differences to the assets as they are now. */
export async function previewPage(scope: TenantScope, request: PreviewRequest): Promise<PreviewPage> {
  const blocks = await readCounts(scope, request.importId);
  const picked = await pickRows(scope, request, blocks);
  const [first] = picked;
  const last = picked.at(-1);
  if (first === undefined || last === undefined) return { rows: [], blocks, nextRow: undefined };
  const cleansed = await loadBlocksOfRows(scope, request.importId, { first: first.row, last: last.row });
  const assets = await readAssets(
    scope,
    picked.flatMap(({ assetId }) => (assetId === null ? [] : [assetId])),
  );
  const lines = await readSourceLines(
    scope,
    request.importId,
    picked.map(({ row }) => row),
  );
  const reviews = new Map(
    (await readReviews(scope, request.importId)).map(({ row, review }) => [row, review] as const),
  );
  const rows = picked.map((row) => ({
    id: createdAssetId(request.importId, row.row),
    ...describeRow(row, { cleansed, assets, review: reviews.get(row.row) }),
    line_number: lines.get(row.row)?.line ?? row.row,
  }));
  const total = blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  return {
    rows,
    blocks,
    nextRow: picked.length === request.limit && last.row < total ? last.row + 1 : undefined,
  };
}

interface PickedRow {
  readonly row: number;
  readonly action: RowAction;
  readonly leadRow: number;
  readonly assetId: string | null;
  readonly reasonCode: number;
}

/** Rows of the wanted action from `fromRow` on; blocks without any are not read. */
async function pickRows(
  scope: TenantScope,
  request: PreviewRequest,
  blocks: readonly BlockCounts[],
): Promise<PickedRow[]> {
  const picked: PickedRow[] = [];
  for (const block of blocks) {
    const end = block.firstRow + block.rowCount - 1;
    const wanted = request.action === undefined || (block.actions[request.action] ?? 0) > 0;
    if (end < request.fromRow || !wanted) continue;
    const [results] = await readResults(scope, request.importId, {
      first: block.firstRow,
      last: block.firstRow,
    });
    if (results !== undefined) pickFrom(results, request, picked);
    if (picked.length >= request.limit) break;
  }
  return picked;
}

function pickFrom(results: RowResults, request: PreviewRequest, picked: PickedRow[]): void {
  for (let index = Math.max(0, request.fromRow - results.firstRow); index < results.rowCount; index++) {
    if (picked.length >= request.limit) return;
    const action = wordOf(rowActions, results.actions[index]);
    if (action === undefined || (request.action !== undefined && action !== request.action)) continue;
    picked.push({
      row: results.firstRow + index,
      action,
      leadRow: leadRowAt(results, index),
      assetId: assetIdAt(results, index),
      reasonCode: results.reasons[index] ?? 0,
    });
  }
}

interface RowFacts {
  readonly cleansed: readonly CleansedBlock[];
  readonly assets: ReadonlyMap<string, CurrentAsset>;
  readonly review: RowReview | undefined;
}

function describeRow(
  picked: PickedRow,
  { cleansed, assets, review }: RowFacts,
): Omit<PreviewRow, 'line_number' | 'id'> {
  const { action } = picked;
  const read = withEdits(readerOf(cleansed, picked.row), review?.edits ?? {});
  const current = picked.assetId === null ? undefined : assets.get(picked.assetId);
  return {
    row_number: picked.row,
    action,
    name: nameOf(read),
    asset_type: review?.edits['asset_type'] ?? typeOf(action, current, read),
    asset_id: picked.assetId,
    merged_into_row: action === 'merge' ? picked.leadRow : null,
    ...reasonOf(picked),
    diff: action === 'update' || action === 'create' ? diffOf(read, current) : [],
    ...reviewOnWire(picked, review),
  };
}

function reasonOf({ reasonCode }: PickedRow): Pick<PreviewRow, 'reason' | 'reason_code'> {
  const reason = wordOf(rejectReasons, reasonCode);
  return reason === undefined
    ? { reason_code: null, reason: null }
    : { reason_code: reason, reason: rejectReasonText(reason) };
}

function typeOf(action: RowAction, current: CurrentAsset | undefined, read: ReadField): string | null {
  if (current !== undefined) return current.asset_type;
  return action === 'reject' ? null : classifyAsset(read).type;
}

function reviewOnWire({ action, reasonCode }: PickedRow, review: RowReview | undefined) {
  const isLeftOut = wordOf(rejectReasons, reasonCode) === 'excluded_by_reviewer';
  return {
    selected: !isLeftOut,
    may_select: isLeftOut || action !== 'reject',
    left_out_with_row: review?.leftOutWith ?? null,
    edits: Object.fromEntries(
      Object.entries(review?.edits ?? {}).map(([field, text]) => [field, editedValue(field, text)]),
    ),
    may_edit: editableActions.includes(action),
    version: review?.version ?? 0,
  };
}

function editedValue(field: string, text: string | null): FieldValue {
  const stored = storedFields.find((candidate) => candidate.field === field);
  return text === null || stored === undefined ? text : typedValue(stored, text);
}

/** Reads what a reviewer gave before what the file says. */
function withEdits(read: ReadField, edits: RowReview['edits']): ReadField {
  return (field) => (field in edits ? (edits[field] ?? null) : read(field));
}

type ReadField = (field: string) => string | null;

function readerOf(cleansed: readonly CleansedBlock[], row: number): ReadField {
  const block = cleansed.find(({ firstRow, rowCount }) => row >= firstRow && row < firstRow + rowCount);
  return (field) => {
    const column = block?.columns.find((candidate) => candidate.field === field);
    return column === undefined || block === undefined ? null : valueAt(column, row - block.firstRow);
  };
}

function nameOf(read: ReadField): string | null {
  for (const field of ['name', ...nameFallbacks]) {
    const value = read(field);
    if (value !== null) return value.split(listSeparator, 1)[0] ?? value;
  }
  return null;
}

function diffOf(read: ReadField, current: CurrentAsset | undefined): PreviewRow['diff'] {
  return storedFields.flatMap((field) => {
    const text = read(field.field);
    if (text === null) return [];
    const after = typedValue(field, text);
    const before = current?.fields[field.field] ?? null;
    if (isHeld(before, after)) return [];
    return [{ field: field.field, label: findTargetField(field.field)?.label ?? field.field, before, after }];
  });
}

/** True when an asset that says `before` already says `after`; lists say it when they hold every item. */
export function isHeld(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return after.every((item) => before.includes(item));
  if (typeof before === 'string' && typeof after === 'string' && before.endsWith('Z')) {
    return before.replace('.000Z', 'Z').startsWith(after.replace(/Z$/, ''));
  }
  return before === after;
}
