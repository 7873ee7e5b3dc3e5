import { createWriteStream, writeSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { fileBytesOf } from './file-bytes.ts';
import { runTableTask } from './run-table-task.ts';
import { taskFile, taskMessages, type TableMessage, type TableTask } from './table-task.ts';

/** A process of its own that reads one untrusted file: whatever the file does to it, it can be ended. */
const [argument = ''] = process.argv.slice(2);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other end is start-table-process.ts
const task = JSON.parse(argument) as TableTask;

function tell(message: TableMessage): void {
  const line = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < line.length; ) at += writeSync(taskMessages, line, at);
}

const text = createWriteStream('', { fd: 1 });
await runTableTask(task, { file: fileBytesOf(taskFile), text, tell });
text.end();
await finished(text);
