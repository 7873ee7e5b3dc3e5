import { createHash } from 'node:crypto';
import type { FileStore } from '../../platform/file-store.ts';
import { defaultReadingLimits } from '@landfall/domain/tabular/table-source';
import type { SourceFile } from './import-store.repository.ts';
import { streamTable, type TableTextStream } from './readers/table-process.ts';
import type { NoteSummary } from './readers/table-task.ts';
import { withOpen } from './receive-file.ts';

/** The text of an import's table on its way into the store. */
export interface SourceText {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Bytes of the file read so far. */
  readonly bytesRead: () => number;
  /** Once the last piece was taken: SHA-256 of the file in hex, and what was noted in its cells. */
  readonly end: () => Promise<{ readonly sha256: string; readonly notes: NoteSummary }>;
}

/** Opens the table of a kept file: UTF-8 text as it stands, all else by a process of its own that aborting ends. */
export function openSourceText(
  files: Pick<FileStore, 'pieces' | 'open'>,
  file: SourceFile,
  signal: AbortSignal,
): SourceText {
  return isOwnText(file) ? ownText(files, file) : convertedText(files, file, signal);
}

function isOwnText({ layout, facts }: SourceFile): boolean {
  return layout.recordUnit === undefined && layout.encoding === 'utf-8' && (facts?.packing ?? null) === null;
}

function ownText(files: Pick<FileStore, 'pieces'>, { storageKey }: SourceFile): SourceText {
  const hash = createHash('sha256');
  let bytesRead = 0;
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    for await (const bytes of files.pieces(storageKey)) {
      hash.update(bytes);
      bytesRead += bytes.length;
      yield bytes;
    }
  }
  const notes = { counts: {}, first: [] };
  return {
    pieces: pieces(),
    bytesRead: () => bytesRead,
    end: async () => ({ sha256: hash.digest('hex'), notes }),
  };
}

function asBytes(piece: unknown): Uint8Array {
  if (!(piece instanceof Uint8Array)) throw new Error('A file is read as bytes');
  // A plain view: the scanner's loops then see one kind of array, which the engine compiles tighter.
  return new Uint8Array(piece.buffer, piece.byteOffset, piece.length);
}

function convertedText(files: Pick<FileStore, 'open'>, file: SourceFile, signal: AbortSignal): SourceText {
  let stream: TableTextStream | undefined;
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    // The process has its own descriptor once it is started.
    stream = await withOpen(files.open(file.storageKey), async ({ fd }) =>
      streamTable({ descriptor: fd, size: file.sizeBytes }, taskOf(file), signal),
    );
    for await (const piece of stream.pieces) yield asBytes(piece);
  }
  return {
    pieces: pieces(),
    bytesRead: () => stream?.bytesRead() ?? 0,
    end: async () => {
      const end = await stream?.end;
      if (end?.sha256 === undefined) throw new Error('A table is read before its end is asked for.');
      return { sha256: end.sha256, notes: end.notes };
    },
  };
}

/** Reads the file as it was read when it was uploaded, whatever would be detected today. */
function taskOf({ fileName: name, layout, facts }: SourceFile) {
  const sheet = facts?.sheet ?? null;
  const joinPlan = facts?.join?.plan;
  const choices = {
    encoding: layout.encoding,
    ...(sheet === null ? {} : { sheet }),
    ...(joinPlan === undefined ? {} : { joinPlan }),
  };
  return { kind: 'text', name, choices, limits: defaultReadingLimits } as const;
}
