import type { InspectAnswer } from '@landfall/contract/imports';
import type { ReadingChoices } from '@landfall/domain/tabular/table-source';
import { inspectTableFile } from '@landfall/server/read-table';
import { Command } from 'commander';
import { fileEnd } from '../file-end.ts';
import { inspectText } from '../inspect-text.ts';
import { addReadingOptions, type ReadingFlags, readingChoices } from '../reading-options.ts';

interface InspectOptions extends ReadingFlags {
  readonly json?: true;
}

/** `landfall inspect FILE`: tells how a file would be read, without a database. */
export function inspectCommand(): Command {
  return addReadingOptions(new Command('inspect'))
    .description(
      'Tell how a file would be read: format, encoding, header, rows, and what is skipped and why.',
    )
    .argument('<file>', 'the file to look at')
    .option('--json', 'print one JSON object, as POST /data-imports/inspect answers it')
    .action(async (file: string, { json, ...flags }: InspectOptions) => {
      const found = await inspect(file, readingChoices(flags));
      process.stdout.write(json === true ? `${JSON.stringify(found)}\n` : inspectText(file, found));
    });
}

async function inspect(file: string, choices: ReadingChoices): Promise<InspectAnswer> {
  try {
    return await inspectTableFile(file, choices);
  } catch (error) {
    throw fileEnd(file, error);
  }
}
