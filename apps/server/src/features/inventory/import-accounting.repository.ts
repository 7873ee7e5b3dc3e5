import type { Accounting } from '@landfall/contract/flows';
import { accountRows, reconciles } from '@landfall/domain/inventory/accounting';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { readCounts } from './row-results.repository.ts';

interface ReadFile {
  readonly rows: number;
  readonly blank: number;
  readonly repeatedHeader: number;
  readonly totals: number;
  readonly remark: number;
}

/** Row counts of an import by outcome, with what the file had besides rows; `null` while it is not read whole. */
export async function accountingOf(
  scope: TenantScope,
  { importId }: { readonly importId: string },
): Promise<Accounting | null> {
  const file = await readFileFacts(scope, importId);
  if (file === undefined) return null;
  const blocks = await readCounts(scope, importId);
  const tallies = blocks.map(({ outcomes, rowCount }) => outcomes ?? { pending: rowCount });
  // Before the preview there are no blocks, and every row is pending.
  const accounting = accountRows(file.rows, blocks.length === 0 ? [{ pending: file.rows }] : tallies);
  const { merged_duplicate: merged, ...outcomes } = accounting.outcomes;
  return {
    source_rows: accounting.sourceRows,
    ...outcomes,
    merged_duplicates: merged,
    pending: accounting.pending,
    reconciles: reconciles(accounting),
    skipped: {
      blank: file.blank,
      repeated_header: file.repeatedHeader,
      totals: file.totals,
      remark: file.remark,
    },
    rejected_by_reason: Object.entries(accounting.rejectedByReason).map(([code, count]) => ({ code, count })),
  };
}

/** How many lines of a kind were skipped while the file was read. */
const count = (kind: string) => sql`coalesce((notes #>> ${`{skipped,${kind},count}`}::text[])::int, 0)`;

async function readFileFacts(scope: TenantScope, importId: string): Promise<ReadFile | undefined> {
  const { rows } = await sql<ReadFile>`
    select row_count as rows, ${count('blank')} as blank, ${count('repeated_header')} as "repeatedHeader",
      ${count('totals')} as totals, ${count('remark')} as remark
    from import_files
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0 and row_count is not null`.execute(scope.tx);
  return rows[0];
}
