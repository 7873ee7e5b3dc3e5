import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { errorOfAnswer, unreachable } from './api-error.ts';
import { body, client, identityHeaders } from './client.ts';
import type { CorrectionAnswer, CorrectionRow, UploadOptions } from './entities.ts';

/** A page of the rejected rows of an import as they stand at a version of its flow, from a row on. */
export function rejectedRowsQuery(
  importId: string,
  { version, fromRow }: { version: number; fromRow: number },
) {
  return queryOptions({
    queryKey: ['import', importId, 'rejected', version, fromRow],
    // The rows of the version before are shown until those of this one are there.
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/rejected-rows', {
          params: { path: { import_id: importId }, query: { from_row: fromRow, limit: 50 } },
          signal,
        }),
      ),
  });
}

/** The rejected rows as a file to correct and send back. */
export async function downloadFailedRows(importId: string, format: 'csv' | 'xlsx'): Promise<Blob> {
  const { data, error, response } = await client.GET('/api/v1/data-imports/{import_id}/failed-rows', {
    params: { path: { import_id: importId }, query: { format } },
    parseAs: 'blob',
  });
  if (!(data instanceof Blob)) throw errorOfAnswer(response.status, error);
  return data;
}

/** The failed-rows file as a person sends it back, and how it is to be read where that is not sure. */
export interface CorrectionFile {
  readonly file: File;
  readonly reading: UploadOptions;
}

/** Sends the failed-rows file back with what was changed in it. */
export function sendCorrectionFile(
  importId: string,
  { file, reading }: CorrectionFile,
  key: string,
): Promise<CorrectionAnswer> {
  const form = new FormData();
  if (Object.keys(reading).length > 0) form.append('options', JSON.stringify(reading));
  form.append('file', file, file.name);
  return send(importId, form, key);
}

/** Sends rows that were corrected on the page: only the cells that changed. */
export function sendCorrectedRows(
  importId: string,
  rows: readonly CorrectionRow[],
  key: string,
): Promise<CorrectionAnswer> {
  return send(importId, JSON.stringify({ rows }), key);
}

async function send(importId: string, sent: FormData | string, key: string): Promise<CorrectionAnswer> {
  const headers = await identityHeaders();
  headers.set('idempotency-key', key);
  if (typeof sent === 'string') headers.set('content-type', 'application/json');
  const url = `/api/v1/data-imports/${encodeURIComponent(importId)}/corrections`;
  const answer = await fetch(url, { method: 'POST', headers, body: sent }).catch((error: unknown) => {
    throw unreachable(error);
  });
  const told: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw errorOfAnswer(answer.status, told);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where this answer enters; its route is typed by the contract
  return told as CorrectionAnswer;
}
