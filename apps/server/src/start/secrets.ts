import { hkdfSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { type AccessTokens, createAccessTokens } from '../platform/access-token.ts';
import type { Config } from '../platform/config.ts';

/** What is derived from the key in the data directory. */
export interface Secrets {
  readonly tokens: AccessTokens;
  readonly refreshSecret: Uint8Array;
  /** Secret of a webhook, from its id; nothing of it is stored. */
  readonly webhookSecretOf: (webhookId: string) => string;
}

/** Folder of the keys, which only its owner may read. */
export function secretsIn({ dataDirectory }: Config): string {
  return join(dataDirectory, 'secrets');
}

/** Derives what signs and rotates tokens from the one key that is stored. */
export function secretsFrom(key: KeyObject): Secrets {
  const seed = key.export({ type: 'pkcs8', format: 'der' });
  const refreshSecret = new Uint8Array(hkdfSync('sha256', seed, '', 'landfall refresh tokens', 32));
  const webhookSecretOf = (webhookId: string): string => {
    const bytes = hkdfSync('sha256', seed, webhookId, 'landfall webhooks', 32);
    return `whsec_${Buffer.from(bytes).toString('base64url')}`;
  };
  return { tokens: createAccessTokens(key), refreshSecret, webhookSecretOf };
}
