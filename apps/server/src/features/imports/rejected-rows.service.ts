import {
  codeOf,
  type RejectReason,
  rejectReasons,
  rejectReasonText,
  rowActions,
  rowOutcomes,
  wordOf,
} from '@landfall/domain/inventory/row-results';
import type { FlowSummary } from '@landfall/contract/flows';
import { readLatest } from '@landfall/domain/tabular/row-revisions';
import type { RowFault } from '@landfall/domain/tabular/reading-counts';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { correctionsOfRows } from '../../platform/stored-chunks.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { unpackCorrections } from '../../platform/unpack-corrections.ts';
import { countFaults, readRejections, type Rejections } from './corrections.repository.ts';
import { reasonDetails } from './records.repository.ts';
import { denseRanges, readRange, type RecordOnWire } from './read-records.service.ts';
import { type RecordSource, unpackedChunks } from './stored-rows.ts';

/** A rejected row, 1-based. */
export interface RejectedRow {
  readonly row: number;
  readonly reason: RejectReason;
}

/** Phases in which rows are not matched yet: only rows that cannot be read are rejected by then. */
const phasesBeforeResults: ReadonlySet<string> = new Set([
  'data_import',
  'data_validation',
  'upload',
  'validation',
  'field_mapping',
]);

/** Whether the rows of a flow have results of its present course. */
export function hasResults({ current_phase: phase }: Pick<FlowSummary, 'current_phase'>): boolean {
  return !phasesBeforeResults.has(phase);
}

/** Rows of an import that are rejected as things stand, in row order. */
export async function listRejected(
  scope: TenantScope,
  source: RecordSource,
  isPastMapping: boolean,
): Promise<RejectedRow[]> {
  const blocks = isPastMapping ? await readRejections(scope, source.importId) : [];
  return blocks.length > 0 ? blocks.flatMap(rejectedOf) : faultyRows(scope, source);
}

const [rejectedCode, rejectCode] = [codeOf(rowOutcomes, 'rejected'), codeOf(rowActions, 'reject')];

function rejectedOf({ firstRow, actions, reasons, outcomes }: Rejections): RejectedRow[] {
  const rejected: RejectedRow[] = [];
  for (let index = 0; index < actions.length; index++) {
    const outcome = outcomes?.[index] ?? 0;
    const isRejected = outcome === 0 ? actions[index] === rejectCode : outcome === rejectedCode;
    const reason = isRejected ? wordOf(rejectReasons, reasons[index]) : undefined;
    if (reason !== undefined) rejected.push({ row: firstRow + index, reason });
  }
  return rejected;
}

const rowsPerScan = 20_000;

async function faultyRows(scope: TenantScope, source: RecordSource): Promise<RejectedRow[]> {
  const faulty: RejectedRow[] = [];
  if ((await countFaults(scope, source.importId)) === 0) return faulty;
  for (let first = 1; first <= source.rowCount; first += rowsPerScan) {
    const range = { first, last: Math.min(first + rowsPerScan - 1, source.rowCount) };
    const corrected = await unpackCorrections(await correctionsOfRows(scope, source.importId, range));
    const onRow = ({ rowNumber, fault }: SourceRow): void => {
      const isInside = rowNumber >= range.first && rowNumber <= range.last;
      if (isInside && fault !== undefined) faulty.push({ row: rowNumber, reason: reasonOfFault(fault) });
    };
    for await (const chunk of unpackedChunks(scope, source.importId, range))
      readLatest(source.layout, chunk, { corrected, onRow });
  }
  return faulty;
}

function reasonOfFault(fault: RowFault): RejectReason {
  return rejectReasons.find((reason) => reason === fault) ?? 'unparseable_row';
}

/** A rejected row with its latest cells and why it is rejected. */
export interface RejectedRecord extends RejectedRow {
  readonly record: RecordOnWire;
  /** A sentence for the person who corrects it. */
  readonly text: string;
}

/** The cells of rejected rows, by row number. */
export async function readRejected(
  scope: TenantScope,
  source: RecordSource,
  rejected: readonly RejectedRow[],
): Promise<RejectedRecord[]> {
  const reasons = new Map(rejected.map(({ row, reason }) => [row, reason] as const));
  const records: RejectedRecord[] = [];
  for (const range of denseRanges(rejected.map(({ row }) => row))) {
    const details = await reasonDetails(scope, source.importId, range);
    for (const record of await readRange(scope, source, range)) {
      const { row_number: row } = record;
      const reason = reasons.get(row);
      if (reason === undefined) continue;
      const text = [rejectReasonText(reason), details[String(row)]].join(' ').trim();
      records.push({ row, reason, record, text });
    }
  }
  return records;
}
