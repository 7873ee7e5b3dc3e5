import { errorOfAnswer, unreachable } from './api-error.ts';
import { identityHeaders } from './client.ts';
import type { ImportCategory, InspectAnswer, UploadAnswer, UploadOptions } from './entities.ts';

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/**
 * Sends a file with byte progress. XMLHttpRequest is used because fetch reports no upload progress.
 * The category goes ahead of the file, so that the server can refuse before it stores a byte.
 */
export async function uploadFile(
  upload: { category: ImportCategory; file: File; choices?: UploadOptions; origin?: UploadOrigin },
  options: { key: string; signal: AbortSignal; onProgress: (progress: UploadProgress) => void },
): Promise<UploadAnswer> {
  const form = new FormData();
  form.append('import_category', upload.category);
  appendOrigin(form, upload.origin);
  appendChoices(form, upload.choices);
  form.append('file', upload.file, upload.file.name);
  const headers = await identityHeaders();
  headers.set('idempotency-key', options.key);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/data-imports');
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      const sentBytes = Math.min(event.loaded, upload.file.size);
      options.onProgress({ sentBytes, totalBytes: upload.file.size });
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status >= 400) return reject(errorOfAnswer(request.status, answer));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where an upload answer enters; its route is typed by the contract
      return resolve(answer as UploadAnswer);
    });
    request.addEventListener('error', () =>
      reject(unreachable(new Error('The connection broke during the upload'))),
    );
    request.addEventListener('abort', () => reject(new DOMException('The upload was stopped', 'AbortError')));
    options.signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

/** What is said of a file besides how it is read. */
export interface UploadOrigin {
  /** System the file comes from; blank when it is not known. */
  readonly sourceSystem: string;
  /** False: rows that fit no asset of the inventory are rejected. */
  readonly createsMissing: boolean;
  /** True: an enrichment shows what it would do before it writes, however little that is. */
  readonly wantsPreview: boolean;
}

function appendOrigin(form: FormData, origin: UploadOrigin | undefined): void {
  if (origin === undefined) return;
  const system = origin.sourceSystem.trim();
  if (system !== '') form.append('source_system', system);
  const processing = {
    ...(!origin.createsMissing && { create_missing_assets: false }),
    ...(origin.wantsPreview && { preview: true }),
  };
  if (Object.keys(processing).length > 0) form.append('processing_config', JSON.stringify(processing));
}

function appendChoices(form: FormData, choices: UploadOptions = {}): void {
  if (Object.keys(choices).length > 0) form.append('options', JSON.stringify(choices));
}

/** Bytes at the head of a file that tell how the rest will be read. */
const headBytes = 256 * 1024;
/** A file up to this size is looked at whole. */
const wholeBytes = 64 * 1024 * 1024;

/**
 * How a file would be read, and its first rows; nothing is stored. Only the beginning of a large text is sent; null for
 * a large file of another kind, which can be looked at only as a whole.
 */
export async function inspectFile(
  file: File,
  choices: UploadOptions,
  signal: AbortSignal,
): Promise<InspectAnswer | null> {
  const isWhole = file.size <= wholeBytes;
  if (!isWhole && !(await opensAsText(file))) return null;
  const form = new FormData();
  appendChoices(form, choices);
  if (!isWhole) form.append('part', 'beginning');
  form.append('file', isWhole ? file : file.slice(0, headBytes), file.name);
  const request = { method: 'POST', headers: await identityHeaders(), body: form, signal };
  const response = await fetch('/api/v1/data-imports/inspect', request).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable(error);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorOfAnswer(response.status, answer);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its route is typed by the contract
  return answer as InspectAnswer;
}

/** False for archives, workbooks, JSON and XML, which a beginning says too little about. */
async function opensAsText(file: File): Promise<boolean> {
  const head = await file.slice(0, 64).text();
  const isPacked = head.startsWith('PK') || head.charCodeAt(0) === 0x1f;
  return !isPacked && !/^\uFEFF?\s*[[{<]/.test(head);
}
