import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { readTableRows } from '@landfall/domain/tabular/table-rows';
import { refuseTable, TabularRefusal, type TableSource } from '@landfall/domain/tabular/table-source';
import { layOut } from '@landfall/domain/tabular/table-source-layout';
import { inspectRows } from '../inspect-rows.ts';
import type { OpenFile } from './file-bytes.ts';
import { NoteCounter } from './note-counter.ts';
import { openTable } from './open-table.ts';
import type { OpenedTable, TableEnd, TableMessage, TableTask } from './table-task.ts';

export interface TaskPlace {
  readonly file: OpenFile;
  /** Where the text of the table goes. */
  readonly text: Writable;
  readonly tell: (message: TableMessage) => void;
}

/** Does one task and tells what came of it; a refusal is told, anything else thrown. */
export async function runTableTask(task: TableTask, place: TaskPlace): Promise<void> {
  try {
    const source = await openTable({ bytes: place.file, name: task.name }, task);
    const end = task.kind === 'text' ? await writeText(source, place) : await look(source, task, place);
    place.tell({ kind: 'end', end });
  } catch (error) {
    if (!(error instanceof TabularRefusal)) throw error;
    place.tell({ kind: 'refused', refusal: error.refusal });
  }
}

async function look(source: TableSource, task: TableTask, place: TaskPlace): Promise<TableEnd> {
  const table = await layOut(source, task);
  const rows = inspectRows(table.head, table.layout);
  if (rows.length === 0 && table.head.isWhole) {
    refuseTable('file_has_no_rows', 'The file has a header but no rows below it. Nothing was stored.');
  }
  const opened: OpenedTable = { facts: source.facts, layout: table.layout, rows };
  place.tell({ kind: 'opened', opened });
  const notes = new NoteCounter();
  if (task.kind === 'open') return { notes: notes.summary };
  const counts = await readTableRows(table, { onRow: () => {}, onNote: notes.add });
  return { notes: notes.summary, counts };
}

/** Bytes between two reports of how far a file has been read. */
const reportBytes = 4 * 1024 * 1024;

async function writeText(source: TableSource, { file, text, tell }: TaskPlace): Promise<TableEnd> {
  const notes = new NoteCounter();
  let reported = 0;
  for await (const piece of source.read(notes.add)) {
    if (!text.write(piece)) await once(text, 'drain');
    if (file.bytesRead - reported < reportBytes) continue;
    reported = file.bytesRead;
    tell({ kind: 'progress', bytesRead: reported });
  }
  const hash = createHash('sha256');
  for await (const piece of file.read()) hash.update(piece);
  return { notes: notes.summary, sha256: hash.digest('hex') };
}
