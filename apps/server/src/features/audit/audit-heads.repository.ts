import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { inPlatformScope } from '../../platform/tenant-scope.ts';

/** Head of one chain; the platform's own has no client account. */
export interface AuditHeadRow {
  readonly client_account_id: string | null;
  readonly seq: number;
  /** Hexadecimal. */
  readonly hash: string;
}

/** Heads of all chains that have a row. */
export function listHeads(db: Db): Promise<AuditHeadRow[]> {
  return inPlatformScope(db, { readOnly: true }, async ({ tx }) => {
    const { rows } = await sql<AuditHeadRow>`
      select client_account_id, seq, encode(hash, 'hex') as hash from audit_chain_heads() where seq > 0`.execute(
      tx,
    );
    return rows;
  });
}
