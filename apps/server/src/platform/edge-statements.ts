import type { EdgeValues } from '@landfall/domain/dependencies/merge-edge';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from './tenant-scope.ts';

/** What an import states of an edge, as JSON. */
export interface StoredStatement extends Omit<EdgeValues, 'bytes'> {
  readonly importId: string;
  readonly bytes: string | null;
}

/** What an import states of an edge. */
export interface EdgeStatement extends EdgeValues {
  readonly importId: string;
}

const moment = (column: RawBuilder<unknown>) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** One row with the column `statements`: the evidence `e` that a condition finds, the earliest first; null for none. */
export function statementsOf(
  { clientAccountId, engagementId }: TenantScope,
  condition: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`select jsonb_agg(jsonb_build_object('importId', e.data_import_id, 'confidence', e.confidence,
      'isNoise', e.is_noise, 'connectionCount', e.connection_count, 'bytes', e.bytes::text,
      'firstSeen', ${moment(sql`e.first_seen`)}, 'lastSeen', ${moment(sql`e.last_seen`)})
      order by e.created_at, e.data_import_id) as statements
    from dependency_evidence e where e.client_account_id = ${clientAccountId} and e.engagement_id = ${engagementId}
      and ${condition}`;
}

/** A statement read from its JSON. */
export function readStatement(stored: StoredStatement): EdgeStatement {
  return { ...stored, bytes: stored.bytes === null ? null : BigInt(stored.bytes) };
}
