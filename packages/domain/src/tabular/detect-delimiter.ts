import { CsvScanner, cellForm, cellStride, maxScannedCells, type ScannedRecord } from './csv-scanner.ts';
import { type Delimiter, delimiters } from './file-layout.ts';
import { isBlankRecord } from './cell-value.ts';

/** Records of the sample that are looked at. */
const maxRecords = 300;

interface Split {
  readonly delimiter: Delimiter;
  /** Cells of each record that is not blank, in order. */
  readonly widths: readonly number[];
  /** Records in which text follows a closing quote, or none closes: the sign of a wrong delimiter. */
  readonly damaged: number;
}

function hasBadQuotes(record: ScannedRecord): boolean {
  const count = Math.min(record.cellCount, maxScannedCells);
  for (let slot = 0; slot < count * cellStride; slot += cellStride) {
    if ((record.cells[slot + 2] ?? 0) >= cellForm.trailingText) return true;
  }
  return false;
}

function split(sample: Uint8Array, delimiter: Delimiter, isWhole: boolean): Split {
  const widths: number[] = [];
  let damaged = 0;
  const scanner = new CsvScanner(delimiter.charCodeAt(0), (record) => {
    if (isBlankRecord(record)) return;
    widths.push(record.cellCount);
    if (hasBadQuotes(record)) damaged++;
    if (widths.length >= maxRecords) scanner.stop();
  });
  scanner.push(sample);
  if (isWhole || widths.length === 0) scanner.end();
  return { delimiter, widths, damaged };
}

/** The most frequent width; the wider one of equally frequent ones. */
export function commonWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = 1;
  for (const [width, count] of counts) {
    const leading = counts.get(best) ?? 0;
    if (count > leading || (count === leading && width > best)) best = width;
  }
  return best;
}

/**
 * How well a delimiter explains the sample: the share of records with the common width, squared, times
 * the bits that width says. The first record not having the width counts against it: titles are few,
 * decimal commas are in every row but the header.
 */
function score({ widths, damaged }: Split): number {
  const width = commonWidth(widths);
  if (width < 2) return 0;
  const share = widths.filter((each) => each === width).length / widths.length;
  const soundness = 1 - damaged / widths.length;
  const opening = widths[0] === width ? 1 : 0.6;
  return share * share * Math.log2(width) * soundness * soundness * opening;
}

/** The delimiter whose field counts are the most consistent over the sample; comma for one-column text, space for even words. */
export function detectDelimiter(sample: Uint8Array, isWhole: boolean): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    if (delimiter === ' ') continue;
    const found = score(split(sample, delimiter, isWhole));
    if (found <= bestScore) continue;
    best = delimiter;
    bestScore = found;
  }
  return bestScore === 0 && isSpaceSeparated(sample, isWhole) ? ' ' : best;
}

/** Columns that make lines of as many words each a table, as flow logs are, and no list of names. */
const fewestSpacedColumns = 4;

function isSpaceSeparated(sample: Uint8Array, isWhole: boolean): boolean {
  const { widths, damaged } = split(sample, ' ', isWhole);
  const [width = 0] = widths;
  const isEven = widths.every((each) => each === width);
  return damaged === 0 && widths.length > 2 && width >= fewestSpacedColumns && isEven;
}
