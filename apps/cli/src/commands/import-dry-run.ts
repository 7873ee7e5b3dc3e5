import type { ApiClient } from '../api-client.ts';
import { discard, type DryRunSink, showPreview } from '../dry-run.ts';
import { connectionText, endText, rowText, summaryText } from '../dry-run-text.ts';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import type { FlowWatch } from '../import-run.ts';

/** Options of a dry run. */
export interface DryRunOptions {
  readonly dryRun?: true;
  readonly keep?: true;
  readonly rows?: number;
  readonly json?: true;
}

/** Rows of each kind that are shown on a terminal unless told. */
const usualRows = 20;

/** Throws for options that do not go together. */
export function requireDryRunnable({ dryRun, keep, rows }: DryRunOptions): void {
  if (dryRun === undefined && (keep !== undefined || rows !== undefined))
    throw new CommandEnd(exitCodes.usage, '--keep and --rows go with --dry-run.');
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
      sink.close(true, `This was a dry run, but its flow could not be deleted: ${page}`);
      throw error;
    });
  sink.close(keep === true, keep ? `Kept; go on at ${page}` : nothingLeft(file));
  if (flow === undefined)
    throw new CommandEnd(exitCodes.flowFailed, 'None of the rows can be imported; correct the file.');
}

function nothingLeft(file: string): string {
  return `This was a dry run: nothing of it is kept. landfall import ${file} imports the file.`;
}

interface Sink extends DryRunSink {
  readonly close: (isKept: boolean, sentence: string) => void;
}

function textSink(): Sink {
  return {
    begin: (summary) => process.stdout.write(`${summaryText(summary)}\n`),
    row: (row) => process.stdout.write(rowText(row)),
    end: (asset) => process.stdout.write(endText(asset)),
    connection: (connection) => process.stdout.write(connectionText(connection)),
    close: (_isKept, sentence) => process.stdout.write(`\n${sentence}\n`),
  };
}

const jsonLists = ['rows', 'created_ends', 'connections'] as const;

/** One JSON object, written row by row: a million of them would not fit into memory. */
function jsonSink(): Sink {
  let open = 0;
  let separator = '';
  /** Ends the lists before this one, those without an item as well. */
  const goTo = (list: number): void => {
    for (; open < list; open++) process.stdout.write(`],"${jsonLists[open + 1]}":[`);
  };
  const add = (list: (typeof jsonLists)[number], item: unknown): void => {
    const at = jsonLists.indexOf(list);
    if (at !== open) separator = '';
    goTo(at);
    process.stdout.write(`${separator}${JSON.stringify(item)}`);
    separator = ',';
  };
  return {
    begin(summary) {
      process.stdout.write(`${JSON.stringify(summary).slice(0, -1)},"${jsonLists[0]}":[`);
    },
    row: (row) => add('rows', row),
    end: (asset) => add('created_ends', asset),
    connection: (connection) => add('connections', connection),
    close(isKept) {
      goTo(jsonLists.length - 1);
      process.stdout.write(`],"kept":${isKept}}\n`);
    },
  };
}
