import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import { rowsPerTurn } from '../dependencies/remembered-table.ts';
import type { CheckInput, CheckSteps } from './check.ts';

/** A number a row states; null when it states none. */
export function numberAt(rows: ReadableRows, field: string, row: number): number | null {
  const text = rows.value(field, row);
  return text === null || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** True for a row that stands for all rows about its subject. */
export function isLead({ leads }: CheckInput, row: number): boolean {
  return leads?.(row) !== false;
}

/** What is said of the subject of a row, by that row or by others about it. */
export function subjectValue({ rows, ofSubject }: CheckInput, field: string, row: number): string | null {
  return ofSubject === undefined ? rows.value(field, row) : ofSubject(field, row);
}

/** A number that is said of the subject of a row; null when none is. */
export function subjectNumber(input: CheckInput, field: string, row: number): number | null {
  const text = subjectValue(input, field, row);
  return text === null || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);
}

/** Every row, counted from 0; it stops every few milliseconds, so that others can run. */
export function* eachRow({ rowCount }: ReadableRows, look: (row: number) => void): CheckSteps<void> {
  for (let row = 0; row < rowCount; row++) {
    if (row % rowsPerTurn === 0) yield;
    look(row);
  }
}

/** Rows, counted from 0, for which something holds; faulty ones are passed over. It stops as {@link eachRow} does. */
export function* rowsWhere(rows: ReadableRows, holds: (row: number) => boolean): CheckSteps<number[]> {
  const found: number[] = [];
  yield* eachRow(rows, (row) => {
    if (rows.fault(row) === 0 && holds(row)) found.push(row);
  });
  return found;
}

/** What is made of each of these rows, in one list. It stops as {@link eachRow} does. */
export function* ofEachRow<Item>(
  found: readonly number[],
  make: (row: number) => readonly Item[],
): CheckSteps<Item[]> {
  const items: Item[] = [];
  for (const [at, row] of found.entries()) {
    if (at % rowsPerTurn === 0) yield;
    items.push(...make(row));
  }
  return items;
}

/** Those of these fields that some row states; the fields themselves when none does. */
export function missingAll({ fields }: ReadableRows, wanted: readonly string[]): readonly string[] {
  return wanted.some((field) => fields.has(field)) ? [] : wanted;
}
