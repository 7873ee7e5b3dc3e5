import type { z } from 'zod';
import type { previewRow } from '@landfall/contract/inventory';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import { editableActions } from '@landfall/domain/inventory/preview-edit';
import type { RowReview } from '@landfall/domain/inventory/preview-review';
import { classifyAsset } from '@landfall/domain/inventory/classify-asset';
import {
  assetIdAt,
  createdAssetId,
  isSettledAt,
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
import { conflictsOfRows, type RowConflict } from './conflicts.repository.ts';
import { typedValue } from './describe-conflict.ts';
import { readReviews } from './preview-reviews.repository.ts';
import { readSourceLines } from './source-rows.repository.ts';
import { loadPageRows, type PageRows } from './page-rows.service.ts';
import {
  effectsOfLeads,
  type FieldEffect,
  type ForgetLosers,
  type LeadOfAsset,
} from './row-effects.service.ts';
import { type BlockCounts, readCounts, readResults } from './row-results.repository.ts';

export type PreviewRow = z.infer<typeof previewRow>;

/** Which rows of a preview are wanted. */
export interface PreviewRequest {
  readonly importId: string;
  readonly fromRow: number;
  readonly limit: number;
  readonly action: PreviewAction | undefined;
  /** Of an import that has a value policy of its own; nobody changes rows of such a preview. */
  readonly forgetLosers?: ForgetLosers | undefined;
}

/** What becomes of a row; one that only states connections has no asset of its own. */
export type PreviewAction = RowAction | 'connect';

/** What the counts of a block call it. */
const countedAs = (action: PreviewAction): string => (action === 'connect' ? 'edge' : action);

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
  const facts = await factsOf(scope, request, picked);
  const lines = await readSourceLines(
    scope,
    request.importId,
    picked.map(({ row }) => row),
  );
  const rows = picked.map((row) => ({
    id: createdAssetId(request.importId, row.row),
    ...describeRow(row, facts),
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
  readonly action: PreviewAction;
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
    const wanted = request.action === undefined || (block.actions[countedAs(request.action)] ?? 0) > 0;
    if (end < request.fromRow || !wanted) continue;
    const [results] = await readResults(scope, request.importId, {
      first: block.firstRow,
      last: block.firstRow,
    });
    if (results !== undefined) pickFrom(results, { ...request, onlyOpen: asksAboutFew(block) }, picked);
    if (picked.length >= request.limit) break;
  }
  return picked;
}

/** True when a preview asks about some rows of a block only, because the others keep the outcome they have. */
function asksAboutFew({ rowCount, actions }: BlockCounts): boolean {
  return Object.values(actions).reduce((sum, count) => sum + count, 0) < rowCount;
}

function pickFrom(
  results: RowResults,
  request: PreviewRequest & { readonly onlyOpen: boolean },
  picked: PickedRow[],
): void {
  for (let index = Math.max(0, request.fromRow - results.firstRow); index < results.rowCount; index++) {
    if (picked.length >= request.limit) return;
    if (request.onlyOpen && isSettledAt(results, index)) continue;
    const action = wordOf(rowActions, results.actions[index]) ?? 'connect';
    if (request.action !== undefined && action !== request.action) continue;
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
  readonly page: PageRows;
  readonly assets: ReadonlyMap<string, CurrentAsset>;
  readonly reviews: ReadonlyMap<number, RowReview>;
  readonly effects: ReadonlyMap<number, readonly FieldEffect[]>;
  readonly conflicts: ReadonlyMap<number, RowConflict>;
  readonly mayReview: boolean;
}

/** Everything the rows of a page are described by. */
async function factsOf(
  scope: TenantScope,
  { importId, forgetLosers }: PreviewRequest,
  picked: readonly PickedRow[],
): Promise<RowFacts> {
  const reviews = await readReviews(scope, importId);
  const waiting = picked.filter(({ action }) => action === 'conflict').map(({ row }) => row);
  const conflicts = await conflictsOfRows(scope, importId, waiting);
  const leads = picked.flatMap((row) => leadOf(importId, row, conflicts.get(row.row)));
  const rows = picked.map(({ row }) => row);
  const page = await loadPageRows(scope, importId, { rows, leads: leads.map(({ row }) => row) });
  const assets = await readAssets(
    scope,
    picked.flatMap(({ assetId }) => (assetId === null ? [] : [assetId])),
  );
  return {
    page,
    assets,
    conflicts,
    reviews: new Map(reviews.map(({ row, review }) => [row, review] as const)),
    effects: await effectsOfLeads(scope, { importId, page, leads, reviews, forgetLosers }),
    mayReview: forgetLosers === undefined,
  };
}

/** The asset a row's group is compared with: the one it goes to or becomes, or the only one it may be about. */
function leadOf(importId: string, picked: PickedRow, conflict: RowConflict | undefined): LeadOfAsset[] {
  const { row, action } = picked;
  if (action === 'create') return [{ row, assetId: createdAssetId(importId, row) }];
  if (action === 'update' && picked.assetId !== null) return [{ row, assetId: picked.assetId }];
  const [only, other] = conflict?.candidates ?? [];
  return only === undefined || other !== undefined ? [] : [{ row, assetId: only.asset_id }];
}

function describeRow(picked: PickedRow, facts: RowFacts): Omit<PreviewRow, 'line_number' | 'id'> {
  const { action, row } = picked;
  const review = facts.reviews.get(row);
  const read = withEdits((field) => facts.page.value(field, row), review?.edits ?? {});
  const current = picked.assetId === null ? undefined : facts.assets.get(picked.assetId);
  return {
    row_number: row,
    action,
    name: nameOfRow(read, current),
    asset_type: review?.edits['asset_type'] ?? typeOf(action, current, read),
    asset_id: picked.assetId,
    merged_into_row: action === 'merge' ? picked.leadRow : null,
    ...reasonOf(picked),
    diff: [...(facts.effects.get(row) ?? [])],
    conflict: facts.conflicts.get(row) ?? null,
    ...reviewOnWire(picked, review, facts.mayReview),
  };
}

function reasonOf({ reasonCode }: PickedRow): Pick<PreviewRow, 'reason' | 'reason_code'> {
  const reason = wordOf(rejectReasons, reasonCode);
  return reason === undefined
    ? { reason_code: null, reason: null }
    : { reason_code: reason, reason: rejectReasonText(reason) };
}

function typeOf(action: PreviewAction, current: CurrentAsset | undefined, read: ReadField): string | null {
  if (current !== undefined) return current.asset_type;
  return action === 'reject' || action === 'connect' ? null : classifyAsset(read).type;
}

function reviewOnWire({ action, reasonCode }: PickedRow, review: RowReview | undefined, mayReview: boolean) {
  const isLeftOut = wordOf(rejectReasons, reasonCode) === 'excluded_by_reviewer';
  return {
    selected: !isLeftOut,
    may_select: mayReview && (isLeftOut || action !== 'reject'),
    left_out_with_row: review?.leftOutWith ?? null,
    edits: Object.fromEntries(
      Object.entries(review?.edits ?? {}).map(([field, text]) => [field, editedValue(field, text)]),
    ),
    may_edit: mayReview && editableActions.some((editable) => editable === action),
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

function nameOfRow(read: ReadField, current: CurrentAsset | undefined): string | null {
  return nameOf(read) ?? current?.name ?? connectionName(read);
}

function nameOf(read: ReadField): string | null {
  for (const field of ['name', ...nameFallbacks]) {
    const value = read(field);
    if (value !== null) return value.split(listSeparator, 1)[0] ?? value;
  }
  return null;
}

/** A row that is about no asset of its own goes by the two ends it connects. */
function connectionName(read: ReadField): string | null {
  const source = read('source_name') ?? read('source_ip');
  const target = read('target_name') ?? read('target_ip');
  return source === null || target === null ? null : `${source} → ${target}`;
}

/** True when an asset that says `before` already says `after`; lists say it when they hold every item. */
export function isHeld(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) return after.every((item) => before.includes(item));
  if (typeof before === 'string' && typeof after === 'string' && before.endsWith('Z')) {
    return before.replace('.000Z', 'Z').startsWith(after.replace(/Z$/, ''));
  }
  return before === after;
}
