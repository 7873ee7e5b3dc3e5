import { errorOfAnswer, unreachable } from './api-error.ts';
import { identityHeaders } from './client.ts';
import type { ImportCategory, UploadAnswer } from './entities.ts';

export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/**
 * Sends a file with byte progress. XMLHttpRequest is used because fetch reports no upload progress.
 * The category goes ahead of the file, so that the server can refuse before it stores a byte.
 */
export async function uploadFile(
  upload: { category: ImportCategory; file: File; name?: string },
  options: { key: string; signal: AbortSignal; onProgress: (progress: UploadProgress) => void },
): Promise<UploadAnswer> {
  const form = new FormData();
  form.append('import_category', upload.category);
  if (upload.name !== undefined && upload.name !== '') form.append('name', upload.name);
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
