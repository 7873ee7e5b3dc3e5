import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RawChunk } from '@landfall/domain/tabular/raw-chunk';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { readLatest } from '@landfall/domain/tabular/row-revisions';
import { correctionsOfRows } from '../../platform/stored-chunks.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { unpackCorrections } from '../../platform/unpack-corrections.ts';
import { type RecordSource, unpackedChunks } from './stored-rows.ts';

/** What tells the rows looked for; asked of every row in order. */
export interface RowTest {
  readonly holds: (row: SourceRow) => boolean;
  /** True when corrected rows are asked as they stand, false when they are asked as they were uploaded. */
  readonly isLatest: boolean;
  /** False for bytes that hold no such row for certain; asked of chunks without a corrected row. */
  readonly mayHold?: (bytes: Uint8Array) => boolean;
}

/** A page of row numbers. */
export interface RowPage {
  /** First row of the page. */
  readonly fromRow: number;
  /** Last row of the page, if it is to end before the last row of the import. */
  readonly toRow?: number | undefined;
  readonly limit: number;
}

export interface FoundRows {
  /** Ascending. */
  readonly rows: readonly number[];
  /** Rows of the import that are meant, those before and behind the page included; null when they were not counted. */
  readonly total: number | null;
  /** First row of the next page. */
  readonly next: number | undefined;
}

/** Tells the rows that fit all of some tests and are among all of some known rows of an import of so many rows. */
export function allOf(
  tests: readonly RowTest[],
  known: readonly Iterable<number>[],
  rowCount: number,
): RowTest {
  const hits = new Uint8Array(rowCount + 1);
  for (const rows of known) for (const row of rows) hits[row]!++;
  return {
    holds: (row) => hits[row.rowNumber] === known.length && tests.every((test) => test.holds(row)),
    isLatest: tests.some(({ isLatest }) => isLatest),
    mayHold: (bytes) => tests.every((test) => test.mayHold?.(bytes) !== false),
  };
}

/** Gathers the rows of a page out of ascending row numbers, and counts them all. */
export class PageOfRows {
  readonly rows: number[] = [];
  total = 0;
  next: number | undefined;
  readonly #page: RowPage;

  constructor(page: RowPage) {
    this.#page = page;
  }

  add(row: number): void {
    this.total++;
    if (row < this.#page.fromRow || row > (this.#page.toRow ?? row)) return;
    if (this.rows.length < this.#page.limit) this.rows.push(row);
    else this.next ??= row;
  }
}

/**
 * Finds rows by reading the stored rows from the first on. With `counts` all of them are read, otherwise no more than
 * the page and the beginning of the next one need.
 */
export async function findRows(
  scope: TenantScope,
  source: RecordSource,
  wanted: { readonly test: RowTest; readonly page: RowPage; readonly counts: boolean },
): Promise<FoundRows> {
  const { test, counts } = wanted;
  const page = new PageOfRows(wanted.page);
  const onRow = (row: SourceRow): void => {
    if (test.holds(row)) page.add(row.rowNumber);
  };
  const whole = { first: 1, last: source.rowCount };
  for await (const chunk of unpackedChunks(scope, source.importId, whole)) {
    const corrected = test.isLatest ? await correctionsIn(scope, source, chunk) : new Map<number, RawChunk>();
    const isWorthReading = corrected.size > 0 || test.mayHold?.(chunk.bytes) !== false;
    if (isWorthReading) readLatest(source.layout, chunk, { corrected, onRow });
    if (!counts && isPast(page, chunk, wanted.page)) break;
    await nextTurn();
  }
  return { rows: page.rows, total: counts ? page.total : null, next: page.next };
}

async function correctionsIn(
  scope: TenantScope,
  { importId }: RecordSource,
  { firstRow, rowCount }: RawChunk,
): Promise<ReadonlyMap<number, RawChunk>> {
  const rows = { first: firstRow, last: firstRow + rowCount - 1 };
  return unpackCorrections(await correctionsOfRows(scope, importId, rows));
}

function isPast({ next }: PageOfRows, { firstRow, rowCount }: RawChunk, { toRow }: RowPage): boolean {
  return next !== undefined || (toRow !== undefined && firstRow + rowCount > toRow);
}
