import type { AuditLogEntry } from '@landfall/contract/audit';
import type { ClientAccountId } from '@landfall/domain/shared/ids';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { inClientScope, type ScopeOptions } from '../../platform/tenant-scope.ts';
import { type AuditFilter, listAudit } from './audit-log.repository.ts';
import { entryOnWire } from './audit.wire.ts';

const rowsAtOnce = 1000;
const columns =
  'seq,at,actor_id,actor,actor_kind,action,resource_type,resource_id,result,engagement_id,address,user_agent,request_id,details,hash';

export type ExportFormat = 'json_lines' | 'csv';

type Client = ScopeOptions & { readonly clientAccountId: ClientAccountId };

interface Wanted {
  readonly filter: AuditFilter;
  readonly format: ExportFormat;
}

/** The trail as text, newest first, in pieces. That somebody took it is written to the trail first. */
export async function exportAudit(db: Db, client: Client, wanted: Wanted): Promise<AsyncGenerator<string>> {
  const details = { ...wanted.filter, format: wanted.format };
  await inClientScope(db, client, (scope) =>
    appendAudit(scope, { action: 'audit.export', resourceType: 'audit_log', details }),
  );
  return pieces(db, client, wanted);
}

async function* pieces(db: Db, client: Client, { filter, format }: Wanted): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns}\r\n`;
  const write = format === 'csv' ? csvLine : jsonLine;
  let before: number | undefined;
  do {
    const range = { before, limit: rowsAtOnce };
    const { rows } = await inClientScope(db, { ...client, readOnly: true }, (scope) =>
      listAudit(scope, filter, range),
    );
    yield rows.map((row) => write(entryOnWire(row))).join('');
    before = rows.length === rowsAtOnce ? rows.at(-1)?.seq : undefined;
  } while (before !== undefined);
}

function jsonLine(entry: AuditLogEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function csvLine({ actor, details, ...entry }: AuditLogEntry): string {
  const who = [actor.user_id, actor.name, actor.kind];
  const what = [entry.action, entry.resource_type, entry.resource_id, entry.result, entry.engagement_id];
  const trace = [entry.address, entry.user_agent, entry.request_id, JSON.stringify(details), entry.hash];
  const cells = [entry.seq, entry.at, ...who, ...what, ...trace];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A cell a spreadsheet takes as text, whatever it begins with. */
function csvCell(value: string | number | null): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
