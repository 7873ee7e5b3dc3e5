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
  return code === 'EISDIR'
    ? `${file} is a directory; name a file.`
    : `${file} cannot be read: ${error.message}`;
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
