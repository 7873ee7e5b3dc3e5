import { createHash } from 'node:crypto';
import type { Role } from '@landfall/domain/access/policy';
import { asId, type ClientAccountId, type UserId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { AccessTokens } from './access-token.ts';
import type { Db } from './db.ts';
import { inActorScope, inClientScope, type PersonActor } from './tenant-scope.ts';
import { isUuid } from './wire.ts';

/** Who a bearer token stands for, before anything is known about their rights. */
export interface Identity {
  readonly actor: PersonActor;
  /** Id of the access token or API token. */
  readonly tokenId: string;
  /** Version the access token was made for; an API token has none and dies by revocation. */
  readonly tokenVersion: number | undefined;
  /** Session an access token was made in. */
  readonly sessionId: string | undefined;
  /** True when no password stands behind the token: it was made on this machine from the signing key. */
  readonly isLocal: boolean;
  /** The one client an API token works in. */
  readonly onlyClient: ClientAccountId | undefined;
}

/** A caller's grants and whether the selected client and engagement are there to be entered. */
export interface CallerRow {
  readonly grants: readonly {
    readonly role: Role;
    readonly clientAccountId: string | null;
    readonly engagementId: string | null;
    readonly canAccessSensitiveData: boolean;
  }[];
  readonly mustChangePassword: boolean;
  readonly clientIsOpen: boolean;
  readonly engagementIsOpen: boolean;
}

const API_TOKEN = /^lf_([0-9a-f]{32})_[A-Za-z0-9_-]{43}$/;

/** SHA-256 of a random token in hex; what the database keeps instead of the token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Reads the bearer token of a request; `undefined` when it is missing, forged, expired or revoked. */
export async function identify(
  deps: { readonly db: Db; readonly tokens: AccessTokens },
  authorization: string | undefined,
): Promise<Identity | undefined> {
  const token = /^Bearer ([^\s]{1,4096})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return undefined;
  if (token.startsWith('lf_')) return identifyApiToken(deps.db, token);
  const claims = deps.tokens.read(token);
  if (claims === undefined) return undefined;
  const { userId, tokenId, tokenVersion, sessionId, isLocal } = claims;
  const actor = { userId, kind: 'user' } as const;
  return { actor, tokenId, tokenVersion, sessionId, isLocal, onlyClient: undefined };
}

async function identifyApiToken(db: Db, token: string): Promise<Identity | undefined> {
  const hex = API_TOKEN.exec(token)?.[1];
  if (hex === undefined) return undefined;
  const text = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isUuid(text)) return undefined;
  const clientAccountId: ClientAccountId = asId(text);
  const row = await inClientScope(db, { clientAccountId, readOnly: true }, ({ tx }) =>
    tx
      .selectFrom('api_tokens')
      .select(['id', 'user_id'])
      .where('token_hash', '=', hashToken(token))
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst(),
  );
  if (row === undefined) return undefined;
  const userId: UserId = asId(row.user_id);
  return {
    actor: { userId, kind: 'api_token' },
    tokenId: row.id,
    tokenVersion: undefined,
    sessionId: undefined,
    isLocal: false,
    onlyClient: clientAccountId,
  };
}

interface Selected {
  readonly clientAccountId: string | undefined;
  readonly engagementId: string | undefined;
}

/**
 * Grants of the caller as they are now, and whether the selected context exists; `undefined` when the user is not
 * active or the token is older than the last sign-out everywhere.
 */
export function readCaller(db: Db, identity: Identity, selected: Selected): Promise<CallerRow | undefined> {
  const { actor, tokenVersion } = identity;
  // Engagements are visible inside their client only. Looking grants nothing: the grants decide.
  const selectedClient = selected.clientAccountId;
  return inActorScope(db, { actor, readOnly: true, selectedClient }, async ({ tx, userId }) => {
    const client = selectedClient ?? null;
    const { rows } = await sql<CallerRow & { tokenVersion: number; isActive: boolean }>`
      select u.token_version as "tokenVersion", u.status = 'active' as "isActive",
        u.must_change_password as "mustChangePassword",
        (select coalesce(jsonb_agg(jsonb_build_object('role', m.role, 'clientAccountId', m.client_account_id,
            'engagementId', m.engagement_id, 'canAccessSensitiveData', m.can_access_sensitive_data)), '[]')
          from memberships m
          where m.user_id = u.id and m.revoked_at is null and (m.expires_at is null or m.expires_at > now())) as grants,
        exists (select from client_accounts c
          where c.id = ${client}::uuid and c.is_active and c.deleted_at is null) as "clientIsOpen",
        exists (select from engagements e
          where e.client_account_id = ${client}::uuid and e.id = ${selected.engagementId ?? null}::uuid
            and e.is_active) as "engagementIsOpen"
      from users u where u.id = ${userId}`.execute(tx);
    const [row] = rows;
    if (row === undefined || !row.isActive) return undefined;
    if (tokenVersion !== undefined && tokenVersion !== row.tokenVersion) return undefined;
    return narrowed(row, identity.onlyClient);
  });
}

/** An API token acts in its own client only, where a platform administrator counts as the client's. */
function narrowed(row: CallerRow, onlyClient: ClientAccountId | undefined): CallerRow {
  if (onlyClient === undefined) return row;
  const grants = row.grants
    .filter(({ clientAccountId }) => clientAccountId === null || clientAccountId === onlyClient)
    .map((grant) =>
      grant.clientAccountId === null
        ? { ...grant, role: 'client_admin' as const, clientAccountId: onlyClient }
        : grant,
    );
  return { ...row, grants };
}
