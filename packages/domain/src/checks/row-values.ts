import type { ReadableRows } from '../dependencies/dependency-rows.ts';

/** A number a row states; null when it states none. */
export function numberAt(rows: ReadableRows, field: string, row: number): number | null {
  const text = rows.value(field, row);
  return text === null || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** Rows, counted from 0, for which something holds; faulty ones are passed over. */
export function rowsWhere(rows: ReadableRows, holds: (row: number) => boolean): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows.rowCount; row++) if (rows.fault(row) === 0 && holds(row)) found.push(row);
  return found;
}

/** Those of these fields that some row states; the fields themselves when none does. */
export function missingAll({ fields }: ReadableRows, wanted: readonly string[]): readonly string[] {
  return wanted.some((field) => fields.has(field)) ? [] : wanted;
}
