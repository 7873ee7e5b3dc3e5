import { closeSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { cellTexts } from '@landfall/domain/tabular/cell-value';
import type { Refusal } from '@landfall/domain/tabular/file-layout';
import { rowValues } from '@landfall/domain/tabular/raw-chunk';
import type { ReadingCounts, RowFault } from '@landfall/domain/tabular/reading-counts';
import { readTableRows } from '@landfall/domain/tabular/table-rows';
import {
  defaultReadingLimits,
  type FileBytes,
  type ReadingChoices,
  type SourceFacts,
  type SourceNote,
  TabularRefusal,
} from '@landfall/domain/tabular/table-source';
import { layOut } from '@landfall/domain/tabular/table-source-layout';
import { fileBytesOf } from '../../apps/server/src/features/imports/readers/file-bytes.ts';
import { openTable } from '../../apps/server/src/features/imports/readers/open-table.ts';
import { sizedBytes } from '../../apps/server/src/features/imports/readers/sized-file.ts';

/** What the suites ask of a file, and what became of it. */
export interface SuiteCase {
  readonly file: string;
  readonly outcome: 'read' | 'refused' | 'failed';
  readonly isRight: boolean;
  /** Why a known difference is none of the reader's. */
  readonly reason?: string | undefined;
  readonly detail: string;
  readonly ms: number;
}

export interface CaseRow {
  readonly line: number;
  readonly fault: RowFault | undefined;
  readonly cells: readonly string[];
  readonly values: Readonly<Record<string, string | null>>;
}

/** A file as the product reads it. */
export interface ReadCase {
  readonly outcome: 'read';
  readonly facts: SourceFacts;
  readonly headers: readonly string[];
  readonly headerLine: number;
  readonly titles: readonly string[];
  readonly rows: readonly CaseRow[];
  readonly counts: ReadingCounts;
  readonly notes: readonly SourceNote[];
}

export type CaseResult =
  | ReadCase
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  | { readonly outcome: 'failed'; readonly detail: string };

/** Reads a file of a suite on the product's own way from bytes to rows. */
export async function readCase(path: string, choices: ReadingChoices = {}): Promise<CaseResult> {
  const descriptor = openSync(path, 'r');
  try {
    return await readBytes(fileBytesOf(descriptor), basename(path), choices);
  } finally {
    closeSync(descriptor);
  }
}

/** {@link readCase} of bytes in memory. */
export function readText(text: string | Uint8Array, name: string): Promise<CaseResult> {
  return readBytes(sizedBytes(Buffer.from(text)), name, {});
}

async function readBytes(bytes: FileBytes, name: string, choices: ReadingChoices): Promise<CaseResult> {
  try {
    const options = { choices, limits: defaultReadingLimits };
    const source = await openTable({ bytes, name }, options);
    const { layout } = await layOut(source, options);
    const rows: CaseRow[] = [];
    const notes: SourceNote[] = [];
    const counts = await readTableRows(
      { source, layout },
      {
        onRow: (row) => {
          const values = rowValues(row, layout.columns, layout);
          rows.push({ line: row.record.line, fault: row.fault, cells: cellTexts(row.record), values });
        },
        onNote: (note) => notes.push(note),
      },
    );
    const headers = layout.columns.map(({ header }) => header);
    const { headerLine, notes: titles } = layout;
    return { outcome: 'read', facts: source.facts, headers, headerLine, titles, rows, counts, notes };
  } catch (error) {
    if (error instanceof TabularRefusal) return { outcome: 'refused', refusal: error.refusal };
    return {
      outcome: 'failed',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

/** A line that tells what became of a file. */
export function resultText(result: CaseResult): string {
  if (result.outcome === 'failed') return result.detail;
  if (result.outcome === 'refused') return `${result.refusal.code}: ${result.refusal.detail}`;
  const { counts } = result;
  return `${counts.rows} rows, faults ${JSON.stringify(counts.faults)}`;
}

/** Lines that are told to be rejected, odd or skipped. */
export function flaggedLines({ counts, notes }: ReadCase): Set<number> {
  const lines = new Set(notes.map(({ record }) => record));
  for (const { lines: ranges } of [
    counts.faulty,
    ...Object.values(counts.odd),
    ...Object.values(counts.skipped),
  ]) {
    for (const [first, last] of ranges) for (let line = first; line <= last; line++) lines.add(line);
  }
  return lines;
}

/** Measures one case. */
export async function timed(
  file: string,
  judge: () => Promise<Omit<SuiteCase, 'file' | 'ms'>>,
): Promise<SuiteCase> {
  const startedAt = performance.now();
  const found = await judge();
  return { file, ...found, ms: Math.round(performance.now() - startedAt) };
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
