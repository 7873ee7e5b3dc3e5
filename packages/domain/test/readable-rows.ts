import type { ReadableRows } from '../src/dependencies/dependency-rows.ts';

/** Cleansed rows of a test, each with the fields it states. */
export function readableRows(rows: readonly Readonly<Record<string, string>>[]): ReadableRows {
  return {
    rowCount: rows.length,
    fields: new Set(rows.flatMap((row) => Object.keys(row))),
    value: (field, row) => rows[row]?.[field] ?? null,
    fault: () => 0,
  };
}
