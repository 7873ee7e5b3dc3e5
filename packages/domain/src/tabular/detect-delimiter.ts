import { CsvScanner, cellForm, cellStride, maxScannedCells, type ScannedRecord } from './csv-scanner.ts';
import { type Delimiter, delimiters } from './file-layout.ts';
import { isBlankRecord } from './cell-value.ts';

/** Records of the sample that are looked at. */
const maxRecords = 300;

interface Split {
  readonly delimiter: Delimiter;
  /** Cells of each record that is neither blank nor, beside others, a comment, in order. */
  readonly widths: readonly number[];
  readonly comments: number;
  /** Records in which text follows a closing quote, or none closes: the sign of a wrong delimiter. */
  readonly damaged: number;
  /** Records with a quote where none can be, at the start of a cell that it does not close or within one. */
  readonly misquoted: number;
}

const hash = 0x23;

/** Comments are told by their `#`: they say nothing about delimiters. A header that begins with one is not missed. */
function isComment({ bytes, start }: ScannedRecord): boolean {
  return bytes[start] === hash;
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
  const comments: number[] = [];
  let damaged = 0;
  let misquoted = 0;
  const scanner = new CsvScanner(delimiter.charCodeAt(0), (record) => {
    if (isBlankRecord(record)) return;
    if (isComment(record)) comments.push(record.cellCount);
    else {
      widths.push(record.cellCount);
      const isDamaged = hasBadQuotes(record);
      if (isDamaged) damaged++;
      if (isDamaged || record.hasBareQuote) misquoted++;
    }
    if (widths.length + comments.length >= maxRecords) scanner.stop();
  });
  scanner.push(sample);
  if (isWhole || widths.length === 0) scanner.end();
  return {
    delimiter,
    widths: widths.length > 0 ? widths : comments,
    comments: comments.length,
    damaged,
    misquoted,
  };
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

const leastSoundness = 0.1;

/**
 * How well a delimiter explains the sample: the share of records with the common width, squared, times
 * the bits that width says. The first record not having the width counts against it: titles are few,
 * decimal commas are in every row but the header.
 */
function score({ widths, damaged }: Split): number {
  const width = commonWidth(widths);
  if (width < 2) return 0;
  const share = widths.filter((each) => each === width).length / widths.length;
  // Quotes that no delimiter makes sense of leave the widths to decide.
  const soundness = Math.max(1 - damaged / widths.length, leastSoundness);
  const opening = widths[0] === width ? 1 : 0.6;
  return share * share * Math.log2(width) * soundness * soundness * opening;
}

/** The delimiter whose field counts are the most consistent over the sample; comma for one-column text, space for even words. */
export function detectDelimiter(sample: Uint8Array, isWhole: boolean): Delimiter {
  const best = likeliest(
    delimiters.filter((delimiter) => delimiter !== ' ').map((delimiter) => split(sample, delimiter, isWhole)),
  );
  const spaced = split(sample, ' ', isWhole);
  // Logs with directives name their columns behind a word of the directive.
  if (spaced.comments > 0) return best.delimiter;
  const isSpaced = score(best) === 0 ? hasEvenWords(spaced) : isQuotedForSpaces(spaced, best);
  return isSpaced ? ' ' : best.delimiter;
}

/** The split of the highest score; of equal ones not the comma, which numbers and texts have inside them as well. */
function likeliest(splits: readonly Split[]): Split {
  const highest = Math.max(...splits.map(score));
  const best = splits.filter((found) => score(found) === highest);
  return (highest > 0 ? best.find(({ delimiter }) => delimiter !== ',') : undefined) ?? best[0]!;
}

/** Columns that make lines of as many words each a table, as flow logs are, and no list of names. */
const fewestSpacedColumns = 4;

function hasEvenWords({ widths, damaged }: Split): boolean {
  const [width = 0] = widths;
  const isEven = widths.every((each) => each === width);
  return damaged === 0 && widths.length > 2 && width >= fewestSpacedColumns && isEven;
}

/** True when quotes stand around cells between spaces, as in the logs of servers, and `other` makes less sense of them. */
function isQuotedForSpaces(spaced: Split, other: Split): boolean {
  const isOthersFault = other.misquoted * 2 > other.widths.length;
  if (spaced.misquoted > 0 || !isOthersFault) return false;
  return commonWidth(spaced.widths) >= fewestSpacedColumns && score(spaced) > score(other);
}
