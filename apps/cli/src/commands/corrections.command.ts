import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { type CorrectionAnswer, correctionAnswer } from '@landfall/contract/corrections';
import { Command, Option } from 'commander';
import { type ApiClient, reach, readAnswer } from '../api-client.ts';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { sizeOfFile } from '../file-end.ts';
import { idOf } from '../options.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';
import { writeTo } from '../write-to.ts';

interface FailedRowsOptions extends TenantOptions {
  readonly format: 'csv' | 'xlsx';
  readonly out?: string;
}

/** `landfall failed-rows`: the rejected rows of an import as a file to correct. */
export function failedRowsCommand(): Command {
  return addTenantOptions(new Command('failed-rows'))
    .description('Rejected rows of an import with their reasons, as a file to correct and send back.')
    .argument('<import>', 'id of the import', idOf('import'))
    .addOption(new Option('--format <format>', 'csv or xlsx').choices(['csv', 'xlsx']).default('csv'))
    .option('--out <file>', 'where to write them (default: standard output)')
    .action(async (importId: string, { format, out, ...options }: FailedRowsOptions) => {
      if (out === undefined && format === 'xlsx')
        throw new CommandEnd(exitCodes.usage, 'A workbook is no text: say with --out where to write it.');
      await inTenant(options, (api) => fetchRows(api, importId, { format, out }));
    });
}

async function fetchRows(
  api: ApiClient,
  importId: string,
  { format, out }: { readonly format: string; readonly out: string | undefined },
): Promise<void> {
  const path = `/data-imports/${encodeURIComponent(importId)}/failed-rows?format=${format}`;
  await writeTo(out, await api.download(path));
}

interface CorrectOptions extends TenantOptions {
  readonly encoding?: string;
  readonly json?: true;
}

/** `landfall correct`: sends corrected rows back to their import. */
export function correctCommand(): Command {
  return addTenantOptions(new Command('correct'))
    .description('Send the corrected failed rows of an import back; its flow goes on with them.')
    .argument('<import>', 'id of the import', idOf('import'))
    .argument('<file>', 'the file of failed-rows, corrected')
    .option('--encoding <label>', 'encoding of text, such as windows-1252 or shift_jis')
    .option('--json', 'print the answer of the API as one JSON object')
    .action(async (importId: string, file: string, { encoding, json, ...options }: CorrectOptions) => {
      const answer = await inTenant(options, (api) => sendRows(api, importId, { file, encoding }));
      process.stdout.write(json ? `${JSON.stringify(answer)}\n` : correctionText(answer));
    });
}

async function sendRows(
  api: ApiClient,
  importId: string,
  { file, encoding }: { readonly file: string; readonly encoding: string | undefined },
): Promise<CorrectionAnswer> {
  const form = new FormData();
  // What is said of the file stands before it: it is read while it comes.
  if (encoding !== undefined) form.append('options', JSON.stringify({ encoding }));
  // A blob opens whatever its name, and tells only later, without a reason, that it cannot be read.
  await sizeOfFile(file);
  form.append('file', await openAsBlob(file), basename(file));
  const url = api.url(`/data-imports/${encodeURIComponent(importId)}/corrections`);
  const headers = { ...(await api.headers()), 'idempotency-key': crypto.randomUUID() };
  const answer = await reach(url.origin, async () => {
    const sent = await fetch(url, { method: 'POST', headers, body: form });
    return { status: sent.status, text: await sent.text() };
  });
  return correctionAnswer.parse(readAnswer(answer.status, answer.text));
}

type Told = Pick<CorrectionAnswer, 'accepted' | 'unchanged' | 'refused'> & {
  readonly flow: Pick<CorrectionAnswer['flow'], 'status' | 'current_phase'>;
};

/** What came of a correction, in lines for a terminal. */
export function correctionText({ accepted, unchanged, refused, flow }: Told): string {
  const lines = [
    `${accepted} corrected, ${unchanged} unchanged, ${refused.length} refused.`,
    ...refused.map(({ line, message }) => `Line ${line}: ${message}`),
    `The flow is ${flow.status} at ${flow.current_phase}.`,
  ];
  return `${lines.join('\n')}\n`;
}
