import { queryOptions } from '@tanstack/react-query';
import { errorOfAnswer } from './api-error.ts';
import { body, client } from './client.ts';
import type { AuditEntry } from './entities.ts';

/** Whose trail: that of the selected client account, or that of the platform itself. */
export type Trail = 'client' | 'platform';

export interface AuditFilter {
  /** `noun.verb`; may end in `*`. */
  readonly action?: string;
  readonly result?: AuditEntry['result'];
  /** ISO 8601. */
  readonly from?: string;
  readonly to?: string;
}

const lists = { client: '/api/v1/audit-log', platform: '/api/v1/admin/audit-log' } as const;
const checks = { client: '/api/v1/audit-log/verify', platform: '/api/v1/admin/audit-log/verify' } as const;

/** One page of a trail, newest first. */
export function auditQuery(trail: Trail, filter: AuditFilter, cursor: string | undefined) {
  return queryOptions({
    queryKey: ['audit', trail, filter, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 50, ...filter, ...(cursor !== undefined && { cursor }) };
      return body(client.GET(lists[trail], { params: { query }, signal }));
    },
  });
}

/** The end of a chain as somebody wrote it down elsewhere. */
export interface KnownHead {
  readonly seq: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** Recomputes the whole chain of a trail, and compares it with a head that was kept elsewhere. */
export function verifyAudit(trail: Trail, known: KnownHead | null) {
  const query = known === null ? {} : { known_seq: known.seq, known_hash: known.hash };
  return body(client.GET(checks[trail], { params: { query } }));
}

/** The trail of the client account as a CSV file. */
export async function exportAudit(filter: AuditFilter, key: string): Promise<Blob> {
  const { data, error, response } = await client.POST('/api/v1/audit-log/export', {
    headers: { 'idempotency-key': key },
    body: { ...filter, format: 'csv' },
    parseAs: 'blob',
  });
  if (!(data instanceof Blob)) throw errorOfAnswer(response.status, error);
  return data;
}
