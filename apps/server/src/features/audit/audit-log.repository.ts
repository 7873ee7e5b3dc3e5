import { type RawBuilder, sql } from 'kysely';
import type { ClientScope, PlatformScope } from '../../platform/tenant-scope.ts';

/** What a list of the trail is narrowed to. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** Whole, or with a `*` at the end for all that begin so. */
  readonly action?: string | undefined;
  readonly resource_type?: string | undefined;
  readonly resource_id?: string | undefined;
  readonly result?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface AuditRow {
  readonly seq: number;
  readonly at: Date;
  readonly engagementId: string | null;
  readonly actorId: string | null;
  readonly actorName: string | null;
  readonly actorKind: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string | null;
  readonly result: 'success' | 'denied' | 'error';
  readonly details: Record<string, unknown>;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly hash: string;
}

/** The trail of the scope's client account, or the platform's own, newest first; `total` is exact. */
export async function listAudit(
  scope: ClientScope | PlatformScope,
  filter: AuditFilter,
  { before, limit }: { readonly before: number | undefined; readonly limit: number },
): Promise<{ rows: AuditRow[]; total: number }> {
  const trail = trailOf(scope);
  const wanted = conditions(filter);
  const { rows } = await sql<AuditRow>`
    select a.seq, a.created_at as at, ${trail.engagement} as "engagementId", a.actor_user_id as "actorId",
      u.display_name as "actorName", a.actor_kind as "actorKind", a.action, a.resource_type as "resourceType",
      a.resource_id as "resourceId", a.result, a.details, host(a.ip) as address, ${trail.agent} as "userAgent", a.request_id as "requestId",
      encode(a.hash, 'hex') as hash
    from ${trail.table} a left join users u on u.id = a.actor_user_id
    where ${trail.own} and ${wanted} and (${before ?? null}::bigint is null or a.seq < ${before ?? null})
    order by a.seq desc limit ${limit}`.execute(scope.tx);
  const counted = await sql<{ total: number }>`
    select count(*) as total from ${trail.table} a where ${trail.own} and ${wanted}`.execute(scope.tx);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

/** Hexadecimal hash of one row of the trail; `undefined` when there is none. */
export async function findHash(scope: ClientScope | PlatformScope, seq: number): Promise<string | undefined> {
  const trail = trailOf(scope);
  const { rows } = await sql<{ hash: string }>`
    select encode(a.hash, 'hex') as hash from ${trail.table} a where ${trail.own} and a.seq = ${seq}`.execute(
    scope.tx,
  );
  return rows[0]?.hash;
}

function trailOf(scope: ClientScope | PlatformScope) {
  if ('clientAccountId' in scope) {
    const own = sql`a.client_account_id = ${scope.clientAccountId}`;
    return { table: sql.table('audit_log'), own, engagement: sql`a.engagement_id`, agent: sql`a.user_agent` };
  }
  const none = { engagement: sql`null::uuid`, agent: sql`null::text` };
  return { table: sql.table('platform_audit_log'), own: sql`true`, ...none };
}

function conditions(filter: AuditFilter) {
  const { actor, action, resource_type: type, resource_id: id, result, from, to } = filter;
  const wanted = [
    isOr(actor, (value) => sql`a.actor_user_id = ${value}::uuid`),
    isOr(action, isAction),
    isOr(type, (value) => sql`a.resource_type = ${value}`),
    isOr(id, (value) => sql`a.resource_id = ${value}::uuid`),
    isOr(result, (value) => sql`a.result = ${value}`),
    isOr(from, (value) => sql`a.created_at >= ${value}::timestamptz`),
    isOr(to, (value) => sql`a.created_at < ${value}::timestamptz`),
  ];
  return sql.join(wanted, sql` and `);
}

function isOr(value: string | undefined, condition: (value: string) => RawBuilder<unknown>) {
  return value === undefined ? sql`true` : condition(value);
}

function isAction(action: string) {
  return action.endsWith('*')
    ? sql`starts_with(a.action, ${action.slice(0, -1)})`
    : sql`a.action = ${action}`;
}
