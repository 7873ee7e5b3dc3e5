import type { ReadableRows } from './dependency-rows.ts';

/** Reads rows and stops every few milliseconds, so that its caller can let others run. */
export type TableSteps<Table> = Generator<undefined, Table, undefined>;

/** A reading whose result is remembered as long as its rows are. */
interface RememberedTable<Table> {
  /** Reads rows in turns, once. */
  readonly inTurns: (rows: ReadableRows) => TableSteps<Table>;
  /** What was read in turns; rows that were not are read at once. */
  readonly of: (rows: ReadableRows) => Table;
}

/** Rows read before others may run. */
export const rowsPerTurn = 2048;

/** Makes a reading remember what it made of rows: several checks ask for the same table. */
export function rememberTable<Table extends object>(
  read: (rows: ReadableRows) => TableSteps<Table>,
): RememberedTable<Table> {
  const tables = new WeakMap<ReadableRows, Table>();
  function* inTurns(rows: ReadableRows): TableSteps<Table> {
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
