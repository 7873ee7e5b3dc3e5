import { randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crashPoint } from './crash-point.ts';

/** A file on its way in: complete on disk, known to nobody, gone unless it is kept. */
export interface IncomingFile {
  readonly storageKey: string;
  /** Opens the file for reading, before it is kept; the caller closes it. */
  open(): Promise<FileHandle>;
  /** Moves the file to its place, synced; from now on only the database row decides whether it lives. */
  keep(): Promise<void>;
  /** Removes the file, kept or not. */
  discard(): Promise<void>;
}

export interface FileStore {
  /** Writes a stream to a new file with back-pressure; a stream that fails leaves nothing behind. */
  receive(source: Readable): Promise<IncomingFile>;
  /** Opens a kept file; `start` is a byte offset. */
  read(storageKey: string, range?: { start?: number }): ReadStream;
  /** All bytes of a kept file; a piece is valid until the next one is asked for. */
  pieces(storageKey: string): AsyncIterable<Uint8Array>;
  /** Opens a kept file for reading at any byte; the caller closes it. */
  open(storageKey: string): Promise<FileHandle>;
  size(storageKey: string): Promise<number>;
  remove(storageKey: string): Promise<void>;
  /** Whether a kept file is there; false for what is no storage key. */
  has(storageKey: string): Promise<boolean>;
  /** Keys of kept files that are older than `ageMs`, in no order. */
  olderThan(ageMs: number): Promise<string[]>;
}

const KEY = /^[0-9a-f]{2}\/[0-9a-f]{38}$/;
const MODE = 0o600;

/** Files in a local folder under random keys; nothing a caller sends becomes part of a path. */
export async function openFileStore(folder: string): Promise<FileStore> {
  const incoming = path.join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await removeAbandoned(incoming);
  const placeOf = (key: string): string => {
    if (!KEY.test(key)) throw new Error('Not a storage key.');
    return path.join(folder, key);
  };
  return {
    receive: (source) => receive({ folder, incoming }, source),
    read: (key, range = {}) => createReadStream(placeOf(key), { highWaterMark: pieceBytes, ...range }),
    pieces: (key) => readPieces(placeOf(key)),
    open: (key) => open(placeOf(key), 'r'),
    size: async (key) => (await stat(placeOf(key))).size,
    remove: (key) => rm(placeOf(key), { force: true }),
    has: async (key) => KEY.test(key) && (await exists(placeOf(key))),
    olderThan: (ageMs) => olderThan(folder, ageMs),
  };
}

const pieceBytes = 1 << 18;
/** Bytes of an upload that may wait for the disk before the connection is held back: what waits is written at once. */
export const waitingBytes = 1 << 20;

/**
 * All bytes of a file; a piece is valid until the next one is asked for.
 *
 * It reads into two pieces of memory in turn, one ahead of the caller: a stream makes new memory for each piece,
 * which for a large file alone keeps the collector of garbage busy.
 */
export async function* readPieces(place: string): AsyncGenerator<Uint8Array, void> {
  const file = await open(place, 'r');
  let ahead: Promise<{ bytesRead: number }> | undefined;
  try {
    let reading = new Uint8Array(pieceBytes);
    let taken = new Uint8Array(pieceBytes);
    for (;;) {
      const { bytesRead } = await (ahead ?? file.read(reading, 0, pieceBytes, null));
      if (bytesRead === 0) return;
      [reading, taken] = [taken, reading];
      ahead = file.read(reading, 0, pieceBytes, null);
      // Met at the next turn, if there is one.
      ahead.catch(() => {});
      yield taken.subarray(0, bytesRead);
    }
  } finally {
    await ahead?.catch(() => {});
    await file.close();
  }
}

async function exists(place: string): Promise<boolean> {
  try {
    await stat(place);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** A draft nobody has written to for so long is of a killed process; a living one pauses for a minute at most. */
const ABANDONED_MS = 10 * 60_000;

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const draft = path.join(incoming, name);
    const { mtimeMs } = await stat(draft);
    if (mtimeMs < Date.now() - ABANDONED_MS) await rm(draft, { force: true });
  }
}

async function receive(
  { folder, incoming }: { folder: string; incoming: string },
  source: Readable,
): Promise<IncomingFile> {
  const id = randomBytes(20).toString('hex');
  const storageKey = `${id.slice(0, 2)}/${id.slice(2)}`;
  const draft = path.join(incoming, id);
  const place = path.join(folder, storageKey);
  const discard = async (): Promise<void> => {
    await Promise.all([rm(draft, { force: true }), rm(place, { force: true })]);
  };
  try {
    const file = await open(draft, 'wx', MODE);
    // flush: the bytes are on the disk before anything says that they are stored.
    await pipeline(source, file.createWriteStream({ flush: true, highWaterMark: waitingBytes }));
    crashPoint('file.received');
  } catch (error) {
    await discard();
    throw error;
  }
  const keep = async (): Promise<void> => {
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    await rename(draft, place);
    crashPoint('file.renamed');
    await syncFolder(path.dirname(place));
    crashPoint('file.kept');
  };
  return { storageKey, open: () => open(draft, 'r'), keep, discard };
}

/** A rename survives a power loss only once its folder is synced. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function olderThan(folder: string, ageMs: number): Promise<string[]> {
  const before = Date.now() - ageMs;
  const old: string[] = [];
  for (const shelf of await readdir(folder)) {
    if (!/^[0-9a-f]{2}$/.test(shelf)) continue;
    for (const name of await readdir(path.join(folder, shelf))) {
      const { mtimeMs } = await stat(path.join(folder, shelf, name));
      if (mtimeMs < before && KEY.test(`${shelf}/${name}`)) old.push(`${shelf}/${name}`);
    }
  }
  return old;
}
