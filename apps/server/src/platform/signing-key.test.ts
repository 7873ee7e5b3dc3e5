import { mkdtempSync, readFileSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSigningKey } from './signing-key.ts';

const aDirectory = () => join(mkdtempSync(join(tmpdir(), 'landfall-key-')), 'secrets');
const fileIn = (directory: string) => join(directory, 'access-token-key.pem');

test('makes the key once and reads the same one afterwards', () => {
  const directory = aDirectory();
  const first = loadSigningKey(directory);
  expect(loadSigningKey(directory).equals(first)).toBe(true);
  expect(loadSigningKey(aDirectory()).equals(first)).toBe(false);
});

test('only the owner may read it, also after somebody widened its rights', () => {
  const directory = aDirectory();
  loadSigningKey(directory);
  chmodSync(fileIn(directory), 0o644);
  loadSigningKey(directory);
  expect(statSync(fileIn(directory)).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test('a damaged key stops the start with a sentence and is not overwritten', () => {
  const directory = aDirectory();
  loadSigningKey(directory);
  writeFileSync(fileIn(directory), 'not a key');
  expect(() => loadSigningKey(directory)).toThrow(/is not an Ed25519 private key; move it away/);
  expect(readFileSync(fileIn(directory), 'utf8')).toBe('not a key');
});
