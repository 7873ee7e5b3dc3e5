import type { z } from 'zod';
import type { importRecord } from '@landfall/contract/imports';
import {
  assetIdAt,
  codeOf,
  createdAssetId,
  leadRowAt,
  type RejectReason,
  rejectReasons,
  rejectReasonText,
  type RowOutcome,
  rowOutcomes,
  type RowResults,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import { rowValues } from '@landfall/domain/tabular/raw-chunk';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { latestRevisions, readLatest } from '@landfall/domain/tabular/row-revisions';
import { correctionsOfRows, type RowRange } from '../../platform/stored-chunks.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { unpackCorrections } from '../../platform/unpack-corrections.ts';
import {
  allOf,
  findRows,
  type FoundRows,
  PageOfRows,
  type RowPage,
  type RowTest,
} from './find-rows.service.ts';
import type { IssueRanges, IssueRows } from './issue-rows.ts';
import { outcomeCodes, reasonDetails, resultsCovering } from './records.repository.ts';
import { type RecordSource, unpackedChunks } from './stored-rows.ts';

export type RecordOnWire = z.infer<typeof importRecord>;

/** Which rows are wanted; every part that is given must fit. */
export interface RecordFilter extends RowPage {
  readonly outcome?: RowOutcome | undefined;
  readonly reason?: RejectReason | undefined;
  readonly search?: RowTest | undefined;
  readonly issue?: IssueRows | undefined;
}

export interface RecordPage {
  readonly records: readonly RecordOnWire[];
  readonly total: number;
  /** First row of the next page; `undefined` after the last. */
  readonly nextRow: number | undefined;
}

/** Bytes of text after which a page ends before it has all rows asked for; the cursor tells where the next begins. */
const pageBytes = 16 * 1024 * 1024;

/** A page of the stored rows of an import in their latest revision with their results, by row number. */
export async function readRecords(
  scope: TenantScope,
  source: RecordSource,
  filter: RecordFilter,
): Promise<RecordPage> {
  const { outcome, reason, search, issue } = filter;
  if ([outcome, reason, search, issue].every((part) => part === undefined))
    return readAll(scope, source, filter);
  const { rows, total, next } = await wantedRows(scope, source, filter);
  const records = await readRows(scope, source, rows);
  return { records, total: total ?? issue?.total ?? 0, nextRow: rows[records.length] ?? next };
}

async function readAll(
  scope: TenantScope,
  source: RecordSource,
  { fromRow, toRow = source.rowCount, limit }: RowPage,
): Promise<RecordPage> {
  const end = Math.min(toRow, source.rowCount);
  const wanted = Math.min(fromRow + limit - 1, end);
  const room = { bytes: pageBytes };
  const records = await readRange(scope, source, { first: fromRow, last: wanted, room });
  const last = records.at(-1)?.row_number ?? wanted;
  return { records, total: source.rowCount, nextRow: last < end ? last + 1 : undefined };
}

/** One row; `undefined` when the import has none with this number. */
export async function readRecord(
  scope: TenantScope,
  source: RecordSource,
  row: number,
): Promise<RecordOnWire | undefined> {
  if (row < 1 || row > source.rowCount) return undefined;
  const [record] = await readRange(scope, source, { first: row, last: row });
  return record;
}

/** Rows with these numbers, as many of them as have room on a page. */
async function readRows(
  scope: TenantScope,
  source: RecordSource,
  rows: readonly number[],
): Promise<RecordOnWire[]> {
  const wanted = new Set(rows);
  const records: RecordOnWire[] = [];
  const room = { bytes: pageBytes };
  // Wanted rows may lie far apart: only the chunks that hold one are read.
  for (const range of denseRanges(rows))
    records.push(...(await readRange(scope, source, { ...range, wanted, room })));
  return records;
}

/** Numbers of the wanted rows, by what is known of rows where that is enough, otherwise by reading them. */
async function wantedRows(
  scope: TenantScope,
  source: RecordSource,
  filter: RecordFilter,
): Promise<FoundRows> {
  const { known, tests } = partsOf(filter);
  if (filter.outcome !== undefined || filter.reason !== undefined)
    known.push(rowsWith(await outcomeCodes(scope, source.importId), filter));
  const [first] = known;
  const parts = known.length + tests.length;
  if (first !== undefined && parts === 1) return pageOfKnown(first, filter);
  // How many rows an issue alone is about is known without reading them all.
  const counts = filter.issue === undefined || parts > 1;
  return findRows(scope, source, { test: allOf(tests, known, source.rowCount), page: filter, counts });
}

function partsOf({ search, issue }: RecordFilter): { known: Iterable<number>[]; tests: RowTest[] } {
  const tests = search === undefined ? [] : [search];
  if (issue === undefined) return { known: [], tests };
  if ('ranges' in issue.rows) return { known: [rowsIn(issue.rows.ranges)], tests };
  return { known: [], tests: [...tests, issue.rows.test()] };
}

function pageOfKnown(rows: Iterable<number>, filter: RecordFilter): FoundRows {
  const page = new PageOfRows(filter);
  for (const row of rows) page.add(row);
  // An issue counts its rows exactly, whether all of them are kept or not.
  return { rows: page.rows, total: filter.issue?.total ?? page.total, next: page.next };
}

function* rowsIn(ranges: IssueRanges): Generator<number, void> {
  for (const [first, last] of ranges) for (let row = first; row <= last; row++) yield row;
}

function* rowsWith(
  blocks: readonly Pick<RowResults, 'firstRow' | 'reasons' | 'outcomes'>[],
  { outcome, reason }: RecordFilter,
): Generator<number, void> {
  const outcomeCode = outcome === undefined ? undefined : codeOf(rowOutcomes, outcome);
  const reasonCode = reason === undefined ? undefined : codeOf(rejectReasons, reason);
  for (const { firstRow, outcomes, reasons } of blocks) {
    for (const [index, code] of (outcomes ?? new Uint8Array(0)).entries()) {
      const fits = code === (outcomeCode ?? code) && reasons[index] === (reasonCode ?? reasons[index]);
      if (fits) yield firstRow + index;
    }
  }
}

/** Rows closer together than this are read in one go. */
const readAtOnce = 500;

/** Ranges that hold all of these rows and few others. */
export function denseRanges(ascending: readonly number[]): RowRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const row of ascending) {
    const range = ranges.at(-1);
    if (range !== undefined && row - range.last < readAtOnce) range.last = row;
    else ranges.push({ first: row, last: row });
  }
  return ranges;
}

/** Which rows of a range are read. */
interface WantedRows extends RowRange {
  /** All unless told. */
  readonly wanted?: ReadonlySet<number>;
  /** Bytes of text that may still be read; it shrinks with each row, and the one that takes the last is the last. */
  readonly room?: { bytes: number };
}

/** Room for everything. */
const endless = { bytes: Number.POSITIVE_INFINITY };

/** Rows of a range in their latest revision with their results, in row order, as long as there is room for their text. */
export async function readRange(
  scope: TenantScope,
  source: RecordSource,
  range: WantedRows,
): Promise<RecordOnWire[]> {
  const { room = endless } = range;
  if (range.last < range.first || room.bytes <= 0) return [];
  const results = await resultsCovering(scope, source.importId, range);
  const details = await reasonDetails(scope, source.importId, range);
  const corrections = await correctionsOfRows(scope, source.importId, range);
  const revisions = latestRevisions(corrections).corrected;
  const corrected = await unpackCorrections(corrections);
  const records: RecordOnWire[] = [];
  const onRow = (row: SourceRow): void => {
    if (room.bytes <= 0 || !isWanted(range, row.rowNumber)) return;
    room.bytes -= row.record.end - row.record.start;
    records.push({
      row_number: row.rowNumber,
      line_number: row.record.line,
      revision: revisions.get(row.rowNumber)?.revision ?? 0,
      raw_data: rowValues(row, source.columns, source.layout),
      ...resultOf(source.importId, { results, details }, row.rowNumber),
    });
  };
  for await (const chunk of unpackedChunks(scope, source.importId, range)) {
    readLatest(source.layout, chunk, { corrected, onRow });
    if (room.bytes <= 0) break;
  }
  return records;
}

function isWanted({ first, last, wanted }: WantedRows, row: number): boolean {
  return row >= first && row <= last && (wanted === undefined || wanted.has(row));
}

type ResultOnWire = Pick<RecordOnWire, 'outcome' | 'reason_code' | 'reason' | 'asset_id'>;

interface RangeResults {
  readonly results: readonly RowResults[];
  readonly details: Readonly<Record<string, string>>;
}

function resultOf(importId: string, { results, details }: RangeResults, row: number): ResultOnWire {
  const block = results.find(({ firstRow, rowCount }) => row >= firstRow && row < firstRow + rowCount);
  const index = block === undefined ? -1 : row - block.firstRow;
  const outcome = wordOf(rowOutcomes, block?.outcomes?.[index]);
  if (block === undefined || outcome === undefined) {
    return { outcome: null, reason_code: null, reason: null, asset_id: null };
  }
  const reason = wordOf(rejectReasons, block.reasons[index]) ?? null;
  return {
    outcome,
    reason_code: reason,
    reason: reason === null ? null : [rejectReasonText(reason), details[String(row)]].join(' ').trim(),
    asset_id: outcome === 'rejected' ? null : assetOf(importId, block, index),
  };
}

/** The asset that was there before, or the one that the group's lead row made. */
function assetOf(importId: string, block: RowResults, index: number): string {
  return (
    assetIdAt(block, index) ?? createdAssetId(importId, leadRowAt(block, index) || block.firstRow + index)
  );
}
