import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type FileStore, openFileStore } from '../src/platform/file-store.ts';

/** A file store of one test file, in a folder that goes with it; it may be handed out before the tests, when it opens. */
export function useFileStore(name: string): { readonly folder: string; readonly files: FileStore } {
  const folder = mkdtempSync(join(tmpdir(), `landfall-${name}-`));
  const held: { store?: FileStore } = {};
  beforeAll(async () => {
    held.store = await openFileStore(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const store = (): FileStore => {
    if (held.store === undefined) throw new Error('The store opens before the tests.');
    return held.store;
  };
  const files: FileStore = {
    receive: (source) => store().receive(source),
    read: (key, range) => store().read(key, range),
    pieces: (key) => store().pieces(key),
    open: (key) => store().open(key),
    size: (key) => store().size(key),
    remove: (key) => store().remove(key),
    has: (key) => store().has(key),
    olderThan: (age) => store().olderThan(age),
  };
  return { folder, files };
}
