import { ownValue } from '@landfall/domain/shared/own-value';
import { type Delimiter, delimiters } from '@landfall/domain/tabular/file-layout';
import type { ReadingChoices } from '@landfall/domain/tabular/table-source';
import { type Command, InvalidArgumentError } from 'commander';
import { countingNumber } from './options.ts';

/** Reading choices as a command line gives them. */
export interface ReadingFlags extends Omit<ReadingChoices, 'sheet' | 'sheets' | 'joinColumns' | 'joinPlan'> {
  readonly sheet?: readonly string[] | undefined;
  readonly leadSheet?: string;
  readonly joinBy?: Readonly<Record<string, readonly string[]>>;
}

export const sheetHelp = 'sheet of a workbook; given several times, the sheets are joined by their machines';

/** The choices that flags stand for. */
export function readingChoices({ sheet, leadSheet, joinBy, ...flags }: ReadingFlags): ReadingChoices {
  const [only, ...others] = sheet ?? [];
  const isJoin = others.length > 0;
  const choices: Record<keyof ReadingChoices, unknown> = {
    encoding: flags.encoding,
    delimiter: flags.delimiter,
    headerRow: flags.headerRow,
    sheet: leadSheet ?? (isJoin ? undefined : only),
    sheets: isJoin ? sheet : undefined,
    joinColumns: joinBy,
    joinPlan: undefined,
  };
  return Object.fromEntries(Object.entries(choices).filter(([, value]) => value !== undefined));
}

/** Gathers an option that may be given several times. */
export function gather(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function gatherColumns(
  value: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Readonly<Record<string, readonly string[]>> {
  const at = value.indexOf('=');
  const columns = value
    .slice(at + 1)
    .split(',')
    .map((column) => column.trim())
    .filter((column) => column !== '');
  if (at < 1 || columns.length === 0)
    throw new InvalidArgumentError('Give a sheet and its columns, as in "vDisk=VM,VM UUID".');
  return { ...before, [value.slice(0, at).trim()]: columns };
}

/** Options that say how a file is to be read; what is left out is detected. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--sheet <name>', sheetHelp, gather)
    .option('--lead-sheet <name>', 'of several sheets the one that has a row for each machine')
    .option(
      '--join-by <sheet=columns>',
      'columns that tell which rows belong together, as in "vDisk=VM,VM UUID"; once for a sheet',
      gatherColumns,
    )
    .option('--encoding <label>', 'encoding of text, such as windows-1252 or shift_jis')
    .option(
      '--delimiter <character>',
      'what separates cells: comma, semicolon, tab, pipe or space',
      toDelimiter,
    )
    .option('--header-row <number>', 'line or sheet row that names the columns', countingNumber);
}

const delimiterWords: Readonly<Record<string, Delimiter>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  space: ' ',
};

function toDelimiter(value: string): Delimiter {
  const found = ownValue(delimiterWords, value) ?? delimiters.find((each) => each === value);
  if (found === undefined) throw new InvalidArgumentError('Choose comma, semicolon, tab, pipe or space.');
  return found;
}
