import { createPublicKey, type KeyObject, randomUUID, sign, verify } from 'node:crypto';
import { asId, type UserId } from '@landfall/domain/shared/ids';
import { z } from 'zod';

/** How long an access token is good for, in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

const HEADER = { alg: 'EdDSA', typ: 'at+jwt' } as const;
const ISSUER = 'landfall';
const AUDIENCE = 'landfall-api';
const ENCODED_HEADER = encode(HEADER);
const BASE64URL = /^[A-Za-z0-9_-]+$/;

const claimsSchema = z.strictObject({
  iss: z.literal(ISSUER),
  aud: z.literal(AUDIENCE),
  sub: z.uuid(),
  jti: z.uuid(),
  /** Version of the user's tokens; signing out everywhere raises it. */
  tv: z.number().int(),
  /** Session the token was made in; an access token made on this machine has none. */
  sid: z.uuid().optional(),
  /** Made from the key itself on this machine, without a password. */
  via: z.literal('local').optional(),
  iat: z.number().int(),
  exp: z.number().int(),
});

export interface AccessClaims {
  readonly userId: UserId;
  readonly tokenId: string;
  readonly tokenVersion: number;
  /** Session the token was made in. */
  readonly sessionId?: string | undefined;
  /** True for a token made on this machine from the key itself; no password took part. */
  readonly isLocal: boolean;
}

/** Whom an access token is made for. */
export interface TokenSubject {
  readonly userId: UserId;
  readonly tokenVersion: number;
  readonly sessionId?: string;
  readonly isLocal?: boolean;
}

/** Makes and checks access tokens. They say who calls; what the caller may do is read from the database. */
export interface AccessTokens {
  issue(subject: TokenSubject): string;
  /** Claims of a token this key signed and that has not expired; `undefined` for anything else. */
  read(token: string): AccessClaims | undefined;
}

/**
 * Signs JWTs with one Ed25519 key.
 *
 * The header is compared byte for byte with the only one this server writes, so neither `alg` nor `typ` nor a
 * key inside a token is ever obeyed.
 */
export function createAccessTokens(privateKey: KeyObject, now: () => Date = () => new Date()): AccessTokens {
  const publicKey = createPublicKey(privateKey);
  return {
    issue({ userId, tokenVersion, sessionId, isLocal = false }) {
      const iat = Math.floor(now().getTime() / 1000);
      const claims = {
        iss: ISSUER,
        aud: AUDIENCE,
        sub: userId,
        jti: randomUUID(),
        tv: tokenVersion,
        ...(sessionId === undefined ? {} : { sid: sessionId }),
        ...(isLocal ? { via: 'local' } : {}),
      };
      const signed = `${ENCODED_HEADER}.${encode({ ...claims, iat, exp: iat + ACCESS_TOKEN_SECONDS })}`;
      return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
    },
    read(token) {
      const payload = signedPayload(token, publicKey);
      const claims = claimsSchema.safeParse(payload).data;
      if (claims === undefined) return undefined;
      const seconds = now().getTime() / 1000;
      if (claims.exp <= seconds || claims.iat > seconds + 60) return undefined;
      return {
        userId: asId(claims.sub),
        tokenId: claims.jti,
        tokenVersion: claims.tv,
        sessionId: claims.sid,
        isLocal: claims.via === 'local',
      };
    },
  };
}

function signedPayload(token: string, publicKey: KeyObject): unknown {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header !== ENCODED_HEADER || payload === undefined || signature === undefined) return undefined;
  if (rest.length > 0 || !isCanonical(payload) || !isCanonical(signature)) return undefined;
  const isGenuine = verify(
    null,
    Buffer.from(`${header}.${payload}`),
    publicKey,
    Buffer.from(signature, 'base64url'),
  );
  if (!isGenuine) return undefined;
  const parsed: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  return parsed;
}

/** Node's decoder skips what it does not know; only the one spelling of the bytes is accepted. */
function isCanonical(text: string): boolean {
  return BASE64URL.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
