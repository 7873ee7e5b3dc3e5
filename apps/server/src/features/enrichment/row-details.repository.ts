import type { RowQuestion } from '@landfall/domain/corrections/row-choice';
import { sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** What there is to say of rejected rows, by row number, 1-based. */
interface ToldOfRows {
  readonly details: Readonly<Record<string, string>>;
  /** Of rows that fit several assets: what a person may choose. */
  readonly questions: Readonly<Record<string, readonly RowQuestion[]>>;
}

/**
 * Stores what there is to say of rejected rows of a block besides their reason; by row number, 1-based. What was said
 * of the rows in `kept` stays.
 */
// oxlint-disable-next-line max-params -- where, what, and what of it is there already
export async function writeReasonDetails(
  scope: TenantScope,
  importId: string,
  block: ToldOfRows & { readonly firstRow: number },
  kept: readonly number[] = [],
): Promise<void> {
  const keptOf = (column: 'reason_details' | 'questions') => sql`(
    select coalesce(jsonb_object_agg(d.key, d.value), '{}') from jsonb_each(${sql.ref(column)}) d
    where d.key = any (${kept.map(String)}::text[]))`;
  await sql`
    update import_row_blocks set
      reason_details = ${keptOf('reason_details')} || ${storedJson(block.details)}::jsonb,
      questions = ${keptOf('questions')} || ${storedJson(block.questions)}::jsonb
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = ${block.firstRow}`.execute(scope.tx);
}

/** Adds to the reasons of rows of a block, which may become known only while assets are written. */
export async function writeReasons(
  scope: TenantScope,
  importId: string,
  block: ToldOfRows & { readonly firstRow: number; readonly reasons: Uint8Array },
): Promise<void> {
  await sql`
    update import_row_blocks set reasons = ${Buffer.from(block.reasons)},
      reason_details = reason_details || ${storedJson(block.details)}::jsonb,
      questions = questions || ${storedJson(block.questions)}::jsonb
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = ${block.firstRow}`.execute(scope.tx);
}

/** Names of live assets, to say which ones a row may mean. */
export async function namesOfAssets(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ id: string; name: string }>`
    select id, name from assets where client_account_id = ${scope.clientAccountId}
      and engagement_id = ${scope.engagementId} and id = any (${[...ids]}::uuid[])`.execute(scope.tx);
  return new Map(found.rows.map(({ id, name }) => [id, name] as const));
}

/** A group that lost its key to another import while it was written, with the assets that hold it now. */
export interface LostRow {
  /** 1-based. */
  readonly row: number;
  readonly candidates: readonly string[];
}

/** Rows of the import that wait for a person although nobody is asked. */
export async function readLostRows(scope: TenantScope, importId: string): Promise<LostRow[]> {
  const found = await sql<LostRow>`
    select row_number as row, candidate_asset_ids::text[] as candidates from asset_conflicts
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and status = 'pending' order by row_number`.execute(scope.tx);
  return found.rows;
}
