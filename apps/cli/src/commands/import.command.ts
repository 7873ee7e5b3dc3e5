import { createInterface } from 'node:readline/promises';
import { importCategories, parseImportCategory } from '@landfall/domain/catalog/import-category';
import { Command, InvalidArgumentError } from 'commander';
import { CommandEnd, exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { sizeOfFile } from '../file-end.ts';
import { type Approver, followFlow, type ImportReport, largeChangeText, reportOf } from '../import-run.ts';
import { type DryRunOptions, requireDryRunnable, runDry } from './import-dry-run.ts';
import { countingNumber, rowLimit, share } from '../options.ts';
import { addReadingOptions, type ReadingFlags, readingChoices } from '../reading-options.ts';
import { type ProgressLine, progressLine } from '../progress-line.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';
import { uploadPatiently } from '../upload.ts';

interface ImportOptions extends TenantOptions, ReadingFlags, DryRunOptions {
  readonly category: string;
  readonly name?: string;
  readonly sourceSystem?: string;
  readonly createMissingAssets: boolean;
  readonly yes?: true;
  readonly minConfidence: number;
  readonly confirmLargeChange?: number | true;
}

/** `landfall import FILE`: takes a file through a whole flow to the inventory. */
export function importCommand(): Command {
  return addReadingOptions(addTenantOptions(new Command('import')))
    .description(
      'Take an inventory file through a whole flow: upload, mapping, cleansing, preview, inventory.',
    )
    .argument('<file>', 'the file to import')
    .option(
      '--category <category>',
      `what the file is: ${importCategories.join(', ')}`,
      category,
      'cmdb_export',
    )
    .option('--name <name>', 'name of the import (default: the name of the file)')
    .option('--source-system <name>', 'the system the file comes from, by which its values are trusted')
    .option(
      '--no-create-missing-assets',
      'reject rows and ends that fit no asset of the inventory, instead of creating assets for them',
    )
    .option(
      '--yes',
      'approve every gate in your name: what the product proposes, existing assets kept in conflicts',
    )
    .option('--min-confidence <share>', 'with --yes: approve mappings from this confidence on', share, 0.6)
    .option(
      '--confirm-large-change [assets]',
      'also approve a preview that changes or rejects more than half of the existing assets; with a number, only when it is theirs',
      countingNumber,
    )
    .option(
      '--dry-run',
      'show what each row would do to which field, import nothing, and leave nothing behind',
    )
    .option('--keep', 'with --dry-run: leave the flow waiting at its preview')
    .option(
      '--rows <count>',
      'with --dry-run: rows to show of each kind, or all (default: 20; all with --json)',
      rowLimit,
    )
    .option('--json', 'print the accounting, or the dry run, as one JSON object')
    .addHelpText('after', exitCodeHelp)
    .action(runImport);
}

function category(value: string): string {
  const found = parseImportCategory(value);
  if (found === undefined) throw new InvalidArgumentError(`Choose one of ${importCategories.join(', ')}.`);
  return found;
}

async function runImport(file: string, options: ImportOptions): Promise<void> {
  requireDryRunnable(options);
  requireKnownCreation(options);
  const size = await sizeOfFile(file);
  const progress = progressLine(process.stderr);
  const report = await inTenant(options, async (api) => {
    const start = performance.now();
    const { flow_id } = await uploadPatiently(api, progress, {
      file,
      size,
      category: options.category,
      name: options.name,
      choices: readingChoices(options),
      sourceSystem: options.sourceSystem,
      processing: processingOf(options),
      onProgress: (bytes) =>
        progress.show('Uploading', bytes / size, `${megabytes(bytes)} of ${megabytes(size)} MB`),
    });
    const uploadMs = performance.now() - start;
    const watch = { approver: approverFor(options, progress), progress };
    if (options.dryRun) return runDry(api, { file, flowId: flow_id, watch }, options);
    const flow = await followFlow(api, flow_id, watch);
    return reportOf(api, flow, uploadMs);
  });
  if (report === undefined) return;
  progress.settle('Completed.');
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : summaryText(report, options));
}

/** What is told of the processing; nothing where the product's defaults hold. */
function processingOf({ dryRun, keep, createMissingAssets }: ImportOptions) {
  const told = {
    // Decisions of a dry run that is thrown away teach nothing.
    ...(dryRun && !keep ? { dry_run: true } : {}),
    // An enrichment stops before it writes only when it is told to.
    ...(dryRun && keep ? { preview: true } : {}),
    ...(createMissingAssets ? {} : { create_missing_assets: false }),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}

/** A CMDB export creates assets after its preview; leaving them out is said there. */
function requireKnownCreation({ category: of, createMissingAssets }: ImportOptions): void {
  if (createMissingAssets || of !== 'cmdb_export') return;
  const sentence =
    '--no-create-missing-assets is for app_discovery, infrastructure and sensitive_data; leave rows of a cmdb_export out in its preview.';
  throw new CommandEnd(exitCodes.usage, sentence);
}

/** With --yes the caller has approved ahead; on a terminal the caller is asked; otherwise nobody approves. */
function approverFor(options: ImportOptions, progress: ProgressLine): Approver {
  const { yes, dryRun, minConfidence, confirmLargeChange: confirmed } = options;
  return {
    minimumConfidence: minConfidence,
    // A dry run ends before the gate that writes.
    approves: async (question) => yes === true || dryRun === true || ask(question, progress),
    confirms: async (change) => {
      if (confirmed !== undefined) return confirmed === true || confirmed === change.affected;
      return yes !== true && ask(`${largeChangeText(change)} Approve it all the same?`, progress);
    },
  };
}

async function ask(question: string, progress: ProgressLine): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  progress.settle('');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

type Asked = Pick<TenantOptions, 'client' | 'engagement' | 'server' | 'data'>;

/** The accounting of an import, with the command that gives back the rows it rejected. */
export function summaryText(report: ImportReport, asked: Asked): string {
  const { source_rows, created, updated, merged_duplicates, unchanged, rejected, assets } = report;
  const counts = { created, updated, 'merged duplicates': merged_duplicates, unchanged, rejected };
  const lines = Object.entries({ 'source rows': source_rows, ...counts, 'assets now': assets });
  const times = report.phases.map(({ name, ms }) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ');
  const rows = lines.map(([label, count]) => `${label.padEnd(18)}${count.toLocaleString('en').padStart(12)}`);
  const repair = rejected === 0 ? [] : [`Rejected rows to correct: ${failedRowsCommandLine(report, asked)}`];
  return `${[...rows, times, ...repair].join('\n')}\n`;
}

function failedRowsCommandLine(report: ImportReport, { client, engagement, server, data }: Asked): string {
  const given = Object.entries({ client, engagement, server, data, out: 'failed-rows.csv' });
  const flags = given.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag} ${quoted(value)}`]));
  return `landfall failed-rows ${report.data_import_id} ${flags.join(' ')}`;
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
