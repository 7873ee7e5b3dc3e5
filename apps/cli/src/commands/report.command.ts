import { reportFormats } from '@landfall/contract/import-report';
import { Command, Option } from 'commander';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { idOf } from '../options.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';
import { writeTo } from '../write-to.ts';

interface ReportOptions extends TenantOptions {
  readonly format: (typeof reportFormats)[number];
  readonly out?: string;
}

/** `landfall report IMPORT`: everything that is known of an import, to be handed over. */
export function reportCommand(): Command {
  return addTenantOptions(new Command('report'))
    .description(
      'Everything that is known of an import: file, profile, decisions, mapping, checks, accounting.',
    )
    .argument('<import>', 'id of the import (data_import_id)', idOf('import'))
    .addOption(
      new Option('--format <format>', 'JSON, or a workbook').choices([...reportFormats]).default('json'),
    )
    .option('--out <file>', 'where to write it (default: standard output; a workbook needs a file)')
    .action(writeReport);
}

async function writeReport(importId: string, options: ReportOptions): Promise<void> {
  const { format, out } = options;
  if (format === 'xlsx' && out === undefined && process.stdout.isTTY)
    throw new CommandEnd(
      exitCodes.usage,
      'A workbook cannot be shown on a terminal; name a file with --out.',
    );
  const path = `/data-imports/${encodeURIComponent(importId)}/report?format=${format}`;
  await inTenant(options, async (api) => writeTo(out, await api.download(path)));
  if (out !== undefined) process.stderr.write(`Written to ${out}.\n`);
}
