import { cellText, cellTexts, isBlank } from './cell-value.ts';
import { cellStride, maxScannedCells, type ScannedRecord } from './csv-scanner.ts';
import { isRemark, opensRemark, type RemarkPlace } from './remark-row.ts';
import { isTotalsRow, mayOpenTotals, opensTotals } from './totals-row.ts';

/** Longest first cell of a totals row, in bytes. */
const longestTotalsWord = 60;

/** What a record is when nothing but its like and blank lines follow; undefined for one that is a row all the same. */
export function trailingKind(record: ScannedRecord, place: RemarkPlace): 'totals' | 'remark' | undefined {
  const slot = firstFilledSlot(record);
  if (mayStartTotals(record, slot) && isTotalsRow(cellTexts(record), place.width)) return 'totals';
  if (!place.isBehindBlank && !opensRemark(record.bytes[record.cells[slot]!] ?? 0)) return undefined;
  return isRemark(cellTexts(record), place) ? 'remark' : undefined;
}

function firstFilledSlot(record: ScannedRecord): number {
  const last = (Math.min(record.cellCount, maxScannedCells) - 1) * cellStride;
  let slot = 0;
  while (slot < last && isBlank(record.bytes, record.cells[slot]!, record.cells[slot + 1]!))
    slot += cellStride;
  return slot;
}

function mayStartTotals(record: ScannedRecord, slot: number): boolean {
  const start = record.cells[slot]!;
  const end = record.cells[slot + 1]!;
  if (end - start > longestTotalsWord || !opensTotals(record.bytes, start, end)) return false;
  return mayOpenTotals(cellText(record, slot / cellStride) ?? '');
}
