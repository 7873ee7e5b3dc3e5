import type { ReadableRows } from './dependency-rows.ts';
import type { DependencyTable } from './dependency-table.ts';

/** Reads rows and stops every few milliseconds, so that its caller can let others run. */
export type TableSteps = Generator<undefined, DependencyTable, undefined>;

/** A reading whose result is remembered as long as its rows are. */
interface RememberedTable {
  /** Reads rows in turns, once. */
  readonly inTurns: (rows: ReadableRows) => TableSteps;
  /** What was read in turns; rows that were not are read at once. */
  readonly of: (rows: ReadableRows) => DependencyTable;
}

/** Rows read before others may run. */
export const rowsPerTurn = 2048;

/** Makes a reading remember what it made of rows: several checks ask for the same table. */
export function rememberTable(read: (rows: ReadableRows) => TableSteps): RememberedTable {
  const tables = new WeakMap<ReadableRows, DependencyTable>();
  function* inTurns(rows: ReadableRows): TableSteps {
    const known = tables.get(rows) ?? (yield* read(rows));
    tables.set(rows, known);
    return known;
  }
  return {
    inTurns,
    of(rows) {
      const steps = inTurns(rows);
      for (;;) {
        const step = steps.next();
        if (step.done === true) return step.value;
      }
    },
  };
}
