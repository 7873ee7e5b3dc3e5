import type { RowReview } from '@landfall/domain/inventory/preview-review';
import { sql } from 'kysely';
import type { GroupEdit } from './asset-stage.repository.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A block of a preview with what reviewers changed about its rows. */
export interface ReviewedBlock {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly actions: Buffer;
  readonly reasons: Buffer;
  readonly leadRows: Buffer;
  readonly outcomes: Buffer | null;
  readonly reviews: Record<string, RowReview>;
}

const columns = sql`first_row as "firstRow", row_count as "rowCount", actions, reasons, lead_rows as "leadRows", outcomes, reviews`;

/** Lets one change of a preview happen at a time; false when there is no preview. */
export async function lockPreview(scope: TenantScope, importId: string): Promise<boolean> {
  const found = await sql`
    select from import_row_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = 1 for update`.execute(scope.tx);
  return found.rows.length === 1;
}

/** The block that holds a row; `undefined` when the preview has no such row. */
export async function readReviewedBlock(
  scope: TenantScope,
  importId: string,
  row: number,
): Promise<ReviewedBlock | undefined> {
  const found = await sql<ReviewedBlock>`
    select ${columns} from import_row_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row <= ${row} and first_row + row_count > ${row}`.execute(
    scope.tx,
  );
  return found.rows[0];
}

/** Stores the changed rows of a block with their new counts. */
export async function writeReviewedBlock(
  scope: TenantScope,
  importId: string,
  block: ReviewedBlock & { readonly counts: Readonly<Record<string, number>> },
): Promise<void> {
  await sql`
    update import_row_blocks set actions = ${block.actions}, reasons = ${block.reasons},
      reviews = ${JSON.stringify(block.reviews)}::jsonb,
      counts = jsonb_set(counts, '{actions}', ${JSON.stringify(block.counts)}::jsonb)
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = ${block.firstRow}`.execute(scope.tx);
}

/** First rows of the blocks in which rows are merged into others. */
export async function blocksWithMerges(scope: TenantScope, importId: string): Promise<number[]> {
  const found = await sql<{ firstRow: number }>`
    select first_row as "firstRow" from import_row_blocks
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and (counts -> 'actions' ->> 'merge')::int > 0 order by first_row`.execute(
    scope.tx,
  );
  return found.rows.map(({ firstRow }) => firstRow);
}

/** A reviewed row. */
export interface ReviewedRow {
  readonly row: number;
  readonly review: RowReview;
}

/** Everything reviewers changed about an import, in the order of its rows. */
export async function readReviews(scope: TenantScope, importId: string): Promise<ReviewedRow[]> {
  const found = await sql<ReviewedRow>`
    select r.key::bigint as row, r.value as review from import_row_blocks b, jsonb_each(b.reviews) r
    where b.client_account_id = ${scope.clientAccountId} and b.engagement_id = ${scope.engagementId}
      and b.data_import_id = ${importId} and b.reviews <> '{}' order by 1`.execute(scope.tx);
  return found.rows;
}

/** Withdraws the conflict of a row that is left out, or opens it again. */
export async function setConflictOpen(
  scope: TenantScope,
  importId: string,
  { row, isOpen }: { readonly row: number; readonly isOpen: boolean },
): Promise<void> {
  const [from, to] = isOpen ? ['withdrawn', 'pending'] : ['pending', 'withdrawn'];
  await sql`
    update asset_conflicts set status = ${to}, version = version + 1, updated_at = now()
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and row_number = ${row} and status = ${from}`.execute(scope.tx);
}

/** The import a preview row's id was made of; `undefined` when the tenant has none. */
export async function findImportOfRow(scope: TenantScope, previewRowId: string): Promise<string | undefined> {
  // The id is that of the import but for its version and its last four bytes, which are the row's number.
  const found = await sql<{ id: string }>`
    select id from data_imports
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and left(id::text, 14) = left(${previewRowId}, 14)
      and substr(id::text, 16, 13) = substr(${previewRowId}, 16, 13)`.execute(scope.tx);
  return found.rows[0]?.id;
}

/** Values that reviewers gave, by the lead row their group has. */
export async function editsOf(
  scope: TenantScope,
  importId: string,
  { leadOf }: { readonly leadOf: Int32Array },
): Promise<GroupEdit[]> {
  const reviews = await readReviews(scope, importId);
  return reviews
    .filter(({ review }) => review.selected && Object.keys(review.edits).length > 0)
    .map(({ row, review: { edits, by, at } }) => ({
      leadRow: (leadOf[row - 1] ?? row - 1) + 1,
      edits,
      by,
      at,
    }));
}
