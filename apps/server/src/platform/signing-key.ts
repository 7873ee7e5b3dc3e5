import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';

const FILE = 'access-token-key.pem';

/**
 * The Ed25519 key that signs access tokens, made at the first start and kept readable by its owner only.
 * Throws {@link StartError} when the file is no such key.
 */
export function loadSigningKey(secretsDirectory: string): KeyObject {
  mkdirSync(secretsDirectory, { recursive: true, mode: 0o700 });
  const path = join(secretsDirectory, FILE);
  const pem = readIfThere(path) ?? createKey(path);
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Told below, in words that help.
  }
  throw new StartError(
    `${path} is not an Ed25519 private key; move it away and start again to get a new one.`,
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Of two processes that start at once the first wins, and both use its key. */
function createKey(path: string): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(path, 'utf8');
}
