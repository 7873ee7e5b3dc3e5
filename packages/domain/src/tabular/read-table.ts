import { cellText } from './cell-value.ts';
import { CsvScanner, cellForm, cellStride } from './csv-scanner.ts';
import type { Refusal } from './file-layout.ts';
import {
  defaultReadingLimits,
  type FileBytes,
  type ReadingChoices,
  type SourceFacts,
  type SourceNote,
  TabularRefusal,
  type TableReader,
} from './table-source.ts';

/** A file in memory, read in pieces of one size. */
export function memoryFile(bytes: Uint8Array, pieceBytes = Math.max(bytes.length, 1)): FileBytes {
  return {
    size: bytes.length,
    async *read({ start = 0, end = bytes.length } = {}) {
      for (let at = start; at < Math.min(end, bytes.length); at += pieceBytes) {
        yield await Promise.resolve(bytes.slice(at, Math.min(at + pieceBytes, end)));
      }
    },
  };
}

/** A whole table in memory. */
export interface TableInMemory {
  readonly facts: SourceFacts;
  readonly header: readonly string[];
  /** Cells of each record; null for a cell without a value. A damaged record has one, its text as found. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Numbers of the damaged records. */
  readonly damaged: readonly number[];
  readonly notes: readonly SourceNote[];
}

/** Reads a whole small file to its table form and that into memory; throws {@link TabularRefusal}. */
export async function readTable(
  reader: TableReader,
  file: FileBytes,
  choices: ReadingChoices = {},
): Promise<TableInMemory> {
  const source = await reader.open(file, { choices, limits: defaultReadingLimits });
  const notes: SourceNote[] = [];
  const records: (string | null)[][] = [];
  const damaged: number[] = [];
  const scanner = new CsvScanner(0x2c, (record) => {
    const cells: (string | null)[] = [];
    for (let index = 0; index < record.cellCount; index++) {
      const slot = index * cellStride;
      const isQuoted = record.bytes[record.cells[slot]! - 1] === 0x22;
      const isEmpty = record.cells[slot] === record.cells[slot + 1];
      cells.push(isEmpty && !isQuoted ? null : (cellText(record, index) ?? null));
    }
    if (record.isDamaged && record.cells[2] === cellForm.trailingText) {
      damaged.push(records.length);
      cells[0] = cells[0]?.slice(0, -1) ?? null;
    }
    records.push(cells);
  });
  for await (const piece of source.read((note) => notes.push(note))) scanner.push(piece);
  scanner.end();
  const [header = [], ...rows] = records;
  return { facts: source.facts, header: header.map((cell) => cell ?? ''), rows, damaged, notes };
}

/** Why a reader does not take a file; undefined when it does. */
export async function refusalOf(reader: TableReader, file: FileBytes): Promise<Refusal | undefined> {
  try {
    await readTable(reader, file);
  } catch (error) {
    if (error instanceof TabularRefusal) return error.refusal;
    throw error;
  }
  return undefined;
}
