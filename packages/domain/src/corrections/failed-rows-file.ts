import type { SourceColumn } from '../tabular/file-layout.ts';

/** Columns that a failed-rows file has behind those of its import: row number, reason code, readable reason. */
export const failedRowColumns = ['_landfall_row', '_landfall_reason_code', '_landfall_reason'] as const;

const formulaStart = /^[=+\-@\t\r]/;
const plainNumber = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?$/;

/** Text of a cell for a file that a spreadsheet may open: what looks like a formula gets a leading apostrophe. */
export function guardedCell(text: string): string {
  return formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/**
 * Text of a cell that was exported by {@link guardedCell} and came back.
 *
 * A cell that came back as it went out is the original, whatever that begins with. In a changed cell an apostrophe in
 * front of what would have been guarded is taken for the guard.
 */
export function unguardedCell(text: string, original: string | null): string {
  if (original !== null && text === guardedCell(original)) return original;
  return text.startsWith("'") && guardedCell(text.slice(1)) === text ? text.slice(1) : text;
}

/** Header of the failed-rows file of an import. */
export function failedRowsHeader(columns: readonly SourceColumn[]): string[] {
  return [...columns.map(({ header }) => header), ...failedRowColumns].map(guardedCell);
}

/** What keeps a correction's header from being that of its import. */
export interface HeaderDifference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** True when the same columns stand in another order. */
  readonly isReordered: boolean;
}

/** Compares the header of a correction with the one its failed-rows file had; `undefined` when they agree. */
export function headerDifference(
  expected: readonly string[],
  found: readonly string[],
): HeaderDifference | undefined {
  const [wanted, given] = [expected.map(comparable), found.map(comparable)];
  if (wanted.length === given.length && wanted.every((text, at) => text === given[at])) return undefined;
  const missing = leftOver(wanted, given);
  const unexpected = leftOver(given, wanted);
  return { missing, unexpected, isReordered: missing.length === 0 && unexpected.length === 0 };
}

function comparable(text: string): string {
  return text.trim();
}

/** Items of the first list that the second has not, each as often as it is missing. */
function leftOver(items: readonly string[], others: readonly string[]): string[] {
  const open = [...others];
  return items.filter((item) => {
    const at = open.indexOf(item);
    if (at >= 0) open.splice(at, 1);
    return at < 0;
  });
}
