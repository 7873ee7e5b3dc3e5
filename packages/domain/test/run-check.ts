import { importCategories } from '../src/catalog/import-category.ts';
import { type CheckInput, type CheckResult, runCheck } from '../src/checks/check.ts';
import { checksOf } from '../src/checks/check-registry.ts';
import { defaultThresholds } from '../src/checks/check-thresholds.ts';
import { profileFile } from '../src/tabular/profile-file.ts';
import { encodeUtf8 } from '../src/tabular/utf8.ts';
import { readableRows } from './readable-rows.ts';

type Rows = readonly Readonly<Record<string, string>>[];
/** What a check works on: these rows, mapped and with the default limits. */
export const inputOf = (rows: Rows, more: Partial<CheckInput> = {}): CheckInput => ({
  profile: [],
  rows: readableRows(rows),
  mapping: new Set(rows.flatMap((row) => Object.keys(row))),
  thresholds: defaultThresholds,
  at: '2026-11-21T00:00:00Z',
  ...more,
});

/** Runs a check to its end without letting others run. */
export const resultOf = (steps: ReturnType<typeof runCheck>): CheckResult => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};

/** What the check of this name says. */
export const result = (name: string, input: CheckInput) => {
  const check = importCategories.flatMap(checksOf).find((each) => each.name === name);
  if (check === undefined) throw new Error(`No check ${name}`);
  return resultOf(runCheck(check, input));
};

/** The profile of a column with these cells. */
export function profileOf(header: string, cells: readonly string[]) {
  const profiled = profileFile(
    encodeUtf8(`Id,${header}\n${cells.map((cell, at) => `${at},${cell}\n`).join('')}`),
  );
  const column = 'refused' in profiled ? undefined : profiled.columns[1];
  if (column === undefined) throw new Error('The column was not profiled.');
  return column;
}
