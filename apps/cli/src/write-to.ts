import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CommandEnd, exitCodes } from './exit-codes.ts';

/** Writes a stream to a file, or to standard output without one; a file that cannot be written ends the command. */
export async function writeTo(out: string | undefined, content: Readable): Promise<void> {
  if (out === undefined) return pipeline(content, process.stdout, { end: false });
  try {
    await pipeline(content, createWriteStream(out));
  } catch (error) {
    if (!(error instanceof Error && 'path' in error && error.path === out)) throw error;
    throw new CommandEnd(exitCodes.usage, `${out} cannot be written: ${error.message}`, { cause: error });
  }
}
