import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { uploadAnswer, type UploadAnswer, type UploadOptions } from '@landfall/contract/imports';
import type { ReadingChoices } from '@landfall/domain/tabular/table-source';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, ProblemAnswer, reach, readAnswer } from './api-client.ts';
import type { ProgressLine } from './progress-line.ts';

export interface Upload {
  readonly file: string;
  readonly size: number;
  readonly category: string;
  readonly name?: string | undefined;
  /** System the file comes from; what it states is trusted as the engagement orders its sources. */
  readonly sourceSystem?: string | undefined;
  /** How the file is to be read; what is left out is detected. */
  readonly choices?: ReadingChoices;
  /** How the import is processed; by the defaults of the product unless told. */
  readonly processing?: Readonly<Record<string, unknown>> | undefined;
  /** Told how many bytes of the file were handed to the network so far. */
  readonly onProgress: (bytes: number) => void;
}

/** Uploads a file, waiting as long as the server asks when too many files came within a minute. */
export async function uploadPatiently(
  api: ApiClient,
  progress: ProgressLine,
  upload: Upload,
): Promise<UploadAnswer> {
  for (;;) {
    try {
      return await uploadFile(api, upload);
    } catch (error) {
      const seconds = waitAskedFor(error);
      if (seconds === undefined) throw error;
      progress.settle(`Too many uploads for a minute; waiting ${seconds} s.`);
      await sleep(seconds * 1000);
    }
  }
}

function waitAskedFor(error: unknown): number | undefined {
  if (!(error instanceof ProblemAnswer) || error.problem.code !== 'rate_limited') return undefined;
  const seconds = error.problem['retry_after_seconds'];
  return typeof seconds === 'number' && seconds > 0 && seconds <= 120 ? seconds : undefined;
}

/** Streams a file to the server as multipart, the category ahead of it; the file is never held in memory. */
export async function uploadFile(api: ApiClient, upload: Upload): Promise<UploadAnswer> {
  const boundary = `landfall-${randomUUID()}`;
  const fields = {
    import_category: upload.category,
    ...(upload.name === undefined ? {} : { name: upload.name }),
    ...(upload.sourceSystem === undefined ? {} : { source_system: upload.sourceSystem }),
    ...optionsField(upload.choices),
    ...(upload.processing === undefined ? {} : { processing_config: JSON.stringify(upload.processing) }),
  };
  const head = `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join(
      '',
    )}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quotable(upload.file)}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const length = Buffer.byteLength(head) + upload.size + Buffer.byteLength(tail);
  const headers = {
    ...(await api.headers()),
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'content-length': length,
    'idempotency-key': randomUUID(),
  };
  const url = api.url('/data-imports');
  const answer = await reach(url.origin, () => post(url, headers, Readable.from(parts(upload, head, tail))));
  return uploadAnswer.parse(readAnswer(answer.status, answer.text));
}

function optionsField(choices: ReadingChoices = {}): { options?: string } {
  const { sheet, encoding, delimiter, headerRow, sheets, joinColumns } = choices;
  const options: UploadOptions = {
    sheet,
    encoding,
    delimiter,
    header_row: headerRow,
    ...(sheets === undefined ? {} : { sheets: [...sheets] }),
    ...(joinColumns === undefined ? {} : { join_columns: listsOf(joinColumns) }),
  };
  const text = JSON.stringify(options);
  return text === '{}' ? {} : { options: text };
}

function listsOf(columns: NonNullable<ReadingChoices['joinColumns']>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(columns).map(([sheet, keys]) => [sheet, [...keys]]));
}

function quotable(file: string): string {
  return basename(file).replaceAll(/["\r\n\\]/g, '_');
}

async function* parts({ file, onProgress }: Upload, head: string, tail: string): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  let sent = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a stream without encoding yields buffers
    const bytes = chunk as Buffer;
    yield bytes;
    sent += bytes.length;
    onProgress(sent);
  }
  yield Buffer.from(tail);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends the body and takes the answer whenever it comes: a refusal may arrive long before the last byte. */
function post(url: URL, headers: Record<string, string | number>, body: Readable): Promise<Answer> {
  return new Promise((done, fail) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { method: 'POST', headers });
    let isAnswered = false;
    request.on('response', (response) => {
      isAnswered = true;
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', fail);
      response.on('end', () => {
        done({ status: response.statusCode ?? 0, text });
        // What the server did not want is not sent.
        body.destroy();
        request.destroy();
      });
    });
    // Once an answer is there, a connection the server closed meanwhile is no failure.
    request.on('error', (error) => (isAnswered ? undefined : fail(error)));
    body.on('error', (error) => (isAnswered ? undefined : fail(error)));
    body.pipe(request);
  });
}
