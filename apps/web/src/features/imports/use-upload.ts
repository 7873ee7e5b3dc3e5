import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { asApiError } from '../../api/api-error.ts';
import type { ImportCategory, UploadAnswer, UploadOptions } from '../../api/entities.ts';
import { type UploadOrigin, uploadFile } from '../../api/upload.ts';

/** What is sent: the file, how it is read and where it comes from. */
export interface ChosenUpload {
  readonly category: ImportCategory;
  readonly file: File;
  readonly choices: UploadOptions;
  readonly origin: UploadOrigin;
}

export type UploadState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly sentBytes: number; readonly elapsed: number }
  | { readonly kind: 'blocked'; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'stored'; readonly answer: UploadAnswer };

function stateOfError(error: unknown): UploadState {
  if (error instanceof DOMException && error.name === 'AbortError') return { kind: 'idle' };
  const problem = asApiError(error);
  return { kind: problem.code === 'incomplete_discovery_flow_exists' ? 'blocked' : 'failed', error: problem };
}

/** The state of one upload; a refused one keeps the file, so that it can be sent again. */
export function useUpload() {
  const queryClient = useQueryClient();
  const [state, setState] = useState<UploadState>({ kind: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const send = async (upload: ChosenUpload) => {
    const controller = new AbortController();
    running.current = controller;
    const startedAt = Date.now();
    setState({ kind: 'sending', sentBytes: 0, elapsed: 0 });
    try {
      const answer = await uploadFile(upload, {
        key: crypto.randomUUID(),
        signal: controller.signal,
        onProgress: ({ sentBytes }) =>
          setState({ kind: 'sending', sentBytes, elapsed: Date.now() - startedAt }),
      });
      setState({ kind: 'stored', answer });
      await queryClient.invalidateQueries();
    } catch (error) {
      // What is in the way is loaded first, so that the page never says that nothing is.
      await queryClient.invalidateQueries();
      setState(stateOfError(error));
    }
  };
  return {
    state,
    send: (upload: ChosenUpload) => void send(upload),
    stop: () => running.current?.abort(),
    reset: () => setState({ kind: 'idle' }),
  };
}
