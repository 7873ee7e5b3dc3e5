import { sql } from 'kysely';
import type { TenantScope } from './tenant-scope.ts';

/**
 * Until the transaction ends, rows are joined as sets and not one by one. For statements over tables that an import has
 * just filled: the database still believes them empty, and joining them row by row would take the square of their size.
 */
export async function joinBySets(scope: TenantScope): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(scope.tx);
}
