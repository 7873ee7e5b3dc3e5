import { CommandEnd } from './exit-codes.ts';

const systemReasons: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) =>
    `This account may not use ${path}; start Landfall as the user who made it, or give another --data.`,
  EPERM: (path) =>
    `This account may not change ${path}; start Landfall as the user who made it, or give another --data.`,
  EROFS: (path) =>
    `The disk that holds ${path} is mounted read-only; make it writable, or give another --data.`,
  ENOSPC: (path) => `The disk that holds ${path} is full; free some space and start again.`,
  EDQUOT: (path) => `The disk quota for ${path} is used up; free some space and start again.`,
  ENOTDIR: (path) => `${path} is no directory; give another --data.`,
};

/** What a person is told: one sentence for an end that is expected, and the whole stack for a bug. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommandEnd || error.name === 'StartError') return error.message;
  const { code = '', path } = error as NodeJS.ErrnoException;
  const reason = path === undefined ? undefined : systemReasons[code]?.(path);
  return reason ?? error.stack ?? error.message;
}
