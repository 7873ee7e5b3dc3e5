import { type OperationStatistics, operationStatistics } from '@landfall/contract/monitoring';
import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { inPlatformScope } from '../../platform/tenant-scope.ts';

/** Counts and times over all tenants, as they are now. */
export function readStatistics(db: Db): Promise<OperationStatistics> {
  return inPlatformScope(db, { readOnly: true, statementTimeoutMs: 10_000 }, async ({ tx }) => {
    const { rows } = await sql<{ statistics: unknown }>`
      select operation_statistics() as statistics`.execute(tx);
    return operationStatistics.parse(rows[0]?.statistics);
  });
}

/** Processes that execute phases on this database now. */
export async function countWorkers({ pool }: Db): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'landfall executor'`,
  );
  return rows[0]?.count ?? 0;
}
