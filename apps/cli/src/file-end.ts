import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Refusal } from '@landfall/domain/tabular/file-layout';
import { TabularRefusal } from '@landfall/domain/tabular/table-source';
import { CommandEnd, exitCodes } from './exit-codes.ts';

/** How a command ends for a file that cannot be opened or taken; any other error is given back. */
export function fileEnd(file: string, error: unknown): unknown {
  if (error instanceof TabularRefusal)
    return new CommandEnd(exitCodes.refused, `${file}: ${refusalText(error.refusal)}`);
  if (error instanceof Error && 'syscall' in error)
    return new CommandEnd(exitCodes.usage, unreadableText(file, error));
  return error;
}

function unreadableText(file: string, error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `There is no file ${file}.`;
  return code === 'EISDIR' ? directoryText(file) : `${file} cannot be read: ${error.message}`;
}

function directoryText(file: string): string {
  return `${file} is a directory; name a file.`;
}

/** Bytes of a file that is about to be sent; ends the command where there is none that can be read. */
export async function sizeOfFile(file: string): Promise<number> {
  try {
    await access(file, constants.R_OK);
    const found = await stat(file);
    if (found.isFile()) return found.size;
    const text = found.isDirectory() ? directoryText(file) : `${file} is no file.`;
    throw new CommandEnd(exitCodes.usage, text);
  } catch (error) {
    throw fileEnd(file, error);
  }
}

function refusalText({ code, detail, candidates = [], sheets = [] }: Refusal): string {
  const lines = [`${detail} (${code})`];
  for (const { encoding, certainty, preview } of candidates) {
    lines.push(`  --encoding ${encoding} (${Math.round(certainty * 100)} %)`);
    lines.push(...preview.slice(0, 3).map((line) => `    ${line}`));
  }
  lines.push(...sheets.map(({ name }) => `  --sheet ${JSON.stringify(name)}`));
  return lines.join('\n');
}
