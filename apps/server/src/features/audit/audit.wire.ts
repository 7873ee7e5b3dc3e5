import type { AuditLogEntry, AuditVerdictAnswer } from '@landfall/contract/audit';
import { z } from 'zod';
import type { AuditVerdict } from '../../platform/audit.ts';
import { decodeCursor, encodeCursor, isoTime } from '../../platform/wire.ts';
import type { AuditRow } from './audit-log.repository.ts';

const position = z.object({ before: z.number().int() });

/** Sequence number a page ends before; `undefined` for the first page. */
export function positionOf(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : decodeCursor(cursor, position).before;
}

/** One page of the trail; the cursor holds the number of its last row. */
export function pageOnWire({ rows, total }: { rows: AuditRow[]; total: number }, limit: number) {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return {
    items: rows.map(entryOnWire),
    total,
    next_cursor: last === undefined ? null : encodeCursor({ before: last.seq }),
  };
}

/** A row of the trail as the API shows it. */
export function entryOnWire(row: AuditRow): AuditLogEntry {
  return {
    seq: row.seq,
    at: isoTime(row.at),
    engagement_id: row.engagementId,
    actor: { user_id: row.actorId, name: row.actorName, kind: row.actorKind },
    action: row.action,
    resource_type: row.resourceType,
    resource_id: row.resourceId,
    result: row.result,
    details: row.details,
    address: row.address,
    user_agent: row.userAgent,
    request_id: row.requestId,
    hash: row.hash,
  };
}

/** What recomputing a chain found, as the API shows it; `matchesCopy` is null when no copy was given. */
export function verdictOnWire(
  { checked, headSeq, headHash, broken }: AuditVerdict,
  matchesCopy: boolean | null,
): AuditVerdictAnswer {
  return {
    intact: broken === undefined && matchesCopy !== false,
    checked,
    head_seq: headSeq,
    head_hash: headHash,
    first_broken: broken ?? null,
    matches_copy: matchesCopy,
  };
}
