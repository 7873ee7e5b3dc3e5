import { flowTypeForCategory } from '@landfall/domain/flow/flow-type';
import { parseImportCategory } from '@landfall/domain/catalog/import-category';
import type { ApiClient } from '../api-client.ts';
import { discard, type DryRunSink, showPreview } from '../dry-run.ts';
import { rowText, summaryText } from '../dry-run-text.ts';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import type { FlowWatch } from '../import-run.ts';

/** Options of a dry run. */
export interface DryRunOptions {
  readonly category: string;
  readonly dryRun?: true;
  readonly keep?: true;
  readonly rows?: number;
  readonly json?: true;
}

/** Rows of each kind that are shown on a terminal unless told. */
const usualRows = 20;

/** Throws for options that do not go together. */
export function requireDryRunnable({ category, dryRun, keep, rows }: DryRunOptions): void {
  if (dryRun === undefined && (keep !== undefined || rows !== undefined))
    throw new CommandEnd(exitCodes.usage, '--keep and --rows go with --dry-run.');
  const parsed = parseImportCategory(category);
  if (dryRun === undefined || parsed === undefined) return;
  const hasPreview = flowTypeForCategory(parsed).phases.some(({ gates }) =>
    gates.some(({ kind }) => kind === 'asset_preview'),
  );
  if (!hasPreview)
    throw new CommandEnd(
      exitCodes.usage,
      `An import of ${parsed} has no preview, so it cannot be run dry; landfall inspect shows how its file is read.`,
    );
}

interface DryRun {
  readonly file: string;
  readonly flowId: string;
  readonly watch: FlowWatch;
}

/** Prints what every row of an uploaded file would do to which field, and leaves nothing behind unless told. */
export async function runDry(
  api: ApiClient,
  { file, flowId, watch }: DryRun,
  options: DryRunOptions,
): Promise<void> {
  const { json, keep, rows = json ? Number.POSITIVE_INFINITY : usualRows } = options;
  const sink = json ? jsonSink() : textSink();
  const wish = { rowsOfEach: rows };
  const flow = await showPreview(api, flowId, { watch, wish, sink }).catch(async (error: unknown) => {
    if (!keep) await discard(api, flowId);
    throw error;
  });
  const page = flow === undefined ? flowId : api.page(flow.link);
  if (!keep)
    await discard(api, flowId).catch((error: unknown) => {
      sink.end(true, `This was a dry run, but its flow could not be deleted: ${page}`);
      throw error;
    });
  sink.end(keep === true, keep ? `Kept; go on at ${page}` : nothingLeft(file));
  if (flow === undefined)
    throw new CommandEnd(exitCodes.flowFailed, 'None of the rows can be imported; correct the file.');
}

function nothingLeft(file: string): string {
  return `This was a dry run: nothing of it is kept. landfall import ${file} imports the file.`;
}

interface Sink extends DryRunSink {
  readonly end: (isKept: boolean, sentence: string) => void;
}

function textSink(): Sink {
  return {
    begin: (summary) => process.stdout.write(`${summaryText(summary)}\n`),
    row: (row) => process.stdout.write(rowText(row)),
    end: (_isKept, sentence) => process.stdout.write(`\n${sentence}\n`),
  };
}

/** One JSON object, written row by row: a million of them would not fit into memory. */
function jsonSink(): Sink {
  let separator = '';
  return {
    begin(summary) {
      process.stdout.write(`${JSON.stringify(summary).slice(0, -1)},"rows":[`);
    },
    row(row) {
      process.stdout.write(`${separator}${JSON.stringify(row)}`);
      separator = ',';
    },
    end: (isKept) => process.stdout.write(`],"kept":${isKept}}\n`),
  };
}
