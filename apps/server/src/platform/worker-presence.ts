import type { Db } from './db.ts';

/** Whether any process executes phases on this database; each holds a session of that name while it lives. */
export async function isWorkerRunning({ pool }: Db): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from pg_stat_activity where datname = current_database() and application_name = 'landfall executor' limit 1`,
  );
  return rowCount === 1;
}
