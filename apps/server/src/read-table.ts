import { closeSync, openSync } from 'node:fs';
import type { InspectAnswer } from '@landfall/contract/imports';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import { FileProfiler } from '@landfall/domain/tabular/file-profiler';
import { readTableRows } from '@landfall/domain/tabular/table-rows';
import {
  defaultReadingLimits,
  type ReadingChoices,
  type ReadingOptions,
  type TableSource,
} from '@landfall/domain/tabular/table-source';
import { layOut } from '@landfall/domain/tabular/table-source-layout';
import { inspectionOnWire } from './features/imports/detection.wire.ts';
import { inspectRows } from './features/imports/inspect-rows.ts';
import { fileBytesOf } from './features/imports/readers/file-bytes.ts';
import { NoteCounter } from './features/imports/readers/note-counter.ts';
import { openTable } from './features/imports/readers/open-table.ts';

/** Profiles every row of a file on this machine; throws `TabularRefusal` for what cannot be taken. */
export function profileTableFile(path: string, choices: ReadingChoices): Promise<ColumnProfile[]> {
  return withTable(path, choices, async (source, options) => {
    const table = await layOut(source, options);
    const profiler = new FileProfiler(table.layout.columns);
    await readTableRows(table, { onRow: (row) => profiler.addRow(row) });
    return [...profiler.finish()];
  });
}

/** What an upload of a file on this machine would find in it; throws `TabularRefusal` for what cannot be taken. */
export function inspectTableFile(path: string, choices: ReadingChoices): Promise<InspectAnswer> {
  return withTable(path, choices, async (source, options) => {
    const table = await layOut(source, options);
    const notes = new NoteCounter();
    const counts = await readTableRows(table, { onRow: () => {}, onNote: notes.add });
    const rows = inspectRows(table.head, table.layout);
    return inspectionOnWire(
      { facts: source.facts, layout: table.layout, rows },
      { counts, notes: notes.summary },
    );
  });
}

async function withTable<Result>(
  path: string,
  choices: ReadingChoices,
  work: (source: TableSource, options: ReadingOptions) => Promise<Result>,
): Promise<Result> {
  const descriptor = openSync(path, 'r');
  try {
    const options = { choices, limits: defaultReadingLimits };
    return await work(await openTable({ bytes: fileBytesOf(descriptor), name: path }, options), options);
  } finally {
    closeSync(descriptor);
  }
}
