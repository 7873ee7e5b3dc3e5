import { type Delimiter, delimiters } from '@landfall/domain/tabular/file-layout';
import { type Command, InvalidArgumentError } from 'commander';
import { countingNumber } from './options.ts';

/** Options that say how a file is to be read; what is left out is detected. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--sheet <name>', 'sheet of a workbook')
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
  const found = delimiterWords[value] ?? delimiters.find((each) => each === value);
  if (found === undefined) throw new InvalidArgumentError('Choose comma, semicolon, tab, pipe or space.');
  return found;
}
