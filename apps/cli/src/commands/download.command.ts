import { cleansedFileFormats, type CleansedFileFormat, downloadKinds } from '@landfall/contract/imports';
import { Command, Option } from 'commander';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { idOf } from '../options.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';
import { writeTo } from '../write-to.ts';

interface DownloadOptions extends TenantOptions {
  readonly kind: (typeof downloadKinds)[number];
  readonly format?: CleansedFileFormat;
  readonly out?: string;
}

/** `landfall download IMPORT`: the file as it was uploaded, or its cleansed rows. */
export function downloadCommand(): Command {
  return addTenantOptions(new Command('download'))
    .description(
      'The rows of an import as a file: as they were uploaded, or cleansed by the approved mapping.',
    )
    .argument('<import>', 'id of the import (data_import_id)', idOf('import'))
    .addOption(
      new Option('--kind <kind>', 'the uploaded file, or its cleansed rows')
        .choices([...downloadKinds])
        .default('original'),
    )
    .addOption(
      new Option('--format <format>', 'of cleansed rows (default: csv)').choices([...cleansedFileFormats]),
    )
    .option('--out <file>', 'where to write it (default: standard output; a workbook needs a file)')
    .action(writeRows);
}

async function writeRows(importId: string, options: DownloadOptions): Promise<void> {
  const { kind, format, out } = options;
  if (kind === 'original' && format !== undefined)
    throw new CommandEnd(
      exitCodes.usage,
      'The original file comes as it was uploaded. Leave out --format, or ask for --kind cleansed.',
    );
  if (format === 'xlsx' && out === undefined)
    throw new CommandEnd(exitCodes.usage, 'A workbook is no text: say with --out where to write it.');
  const query = format === undefined ? '' : `&format=${format}`;
  const path = `/data-imports/${encodeURIComponent(importId)}/download?kind=${kind}${query}`;
  await inTenant(options, async (api) => writeTo(out, await api.download(path)));
  if (out !== undefined) process.stderr.write(`Written to ${out}.\n`);
}
