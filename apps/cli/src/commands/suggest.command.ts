import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import {
  type ImportCategory,
  importCategories,
  parseImportCategory,
} from '@landfall/domain/catalog/import-category';
import { guessCategory } from '@landfall/domain/schema-matching/guess-category';
import { type ColumnSuggestion, suggestMappings } from '@landfall/domain/schema-matching/suggest-mappings';
import { isRefused } from '@landfall/domain/tabular/file-layout';
import { profileFile } from '@landfall/domain/tabular/profile-file';
import { Command, InvalidArgumentError } from 'commander';
import { CommandEnd, exitCodes } from '../exit-codes.ts';

interface SuggestOptions {
  readonly sheet?: string;
  readonly category?: ImportCategory;
  readonly json?: true;
}

/** What `--json` prints for one file, on one line. */
export interface FileSuggestions {
  readonly file: string;
  readonly category: ImportCategory;
  readonly columns: readonly {
    readonly key: string;
    readonly header: string;
    readonly suggestions: readonly { target: string; confidence: number; evidence: readonly object[] }[];
    /** Target the product would preselect; null leaves the column to a person. */
    readonly decision: string | null;
  }[];
}

/** `landfall suggest FILE...`: proposes a mapping for each file, without a database. */
export function suggestCommand(): Command {
  return new Command('suggest')
    .description('Propose a target field for every column of inventory files; needs no database.')
    .argument('<file...>', 'files of delimited text (comma, semicolon, tab or pipe)')
    .option('--sheet <name>', 'sheet of a workbook')
    .option(
      '--category <category>',
      `what the files are: ${importCategories.join(', ')} (default: told from the headers)`,
      toCategory,
    )
    .option('--json', 'print one JSON object a file, each on its own line')
    .action(runSuggest);
}

function toCategory(value: string): ImportCategory {
  const category = parseImportCategory(value);
  if (category === undefined) throw new InvalidArgumentError(`Choose one of ${importCategories.join(', ')}.`);
  return category;
}

function runSuggest(files: readonly string[], options: SuggestOptions): void {
  const refusals: string[] = [];
  for (const file of files) {
    try {
      const result = suggestFile(file, options);
      process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : asText(result));
    } catch (error) {
      if (!(error instanceof CommandEnd)) throw error;
      refusals.push(error.message);
    }
  }
  if (refusals.length > 0) throw new CommandEnd(exitCodes.refused, refusals.join('\n'));
}

const otherFormats: ReadonlyMap<string, string> = new Map([
  ['.xlsx', 'an Excel workbook'],
  ['.xlsm', 'an Excel workbook'],
  ['.xls', 'an Excel workbook'],
  ['.json', 'JSON'],
  ['.ndjson', 'JSON'],
  ['.jsonl', 'JSON'],
  ['.xml', 'XML'],
]);

/** Suggestions for one file; throws {@link CommandEnd} with a sentence when the file cannot be read. */
export function suggestFile(file: string, { sheet, category }: SuggestOptions): FileSuggestions {
  const format = otherFormats.get(extname(file).toLowerCase());
  if (format !== undefined || sheet !== undefined) {
    const what = format ?? 'taken as a workbook with --sheet';
    throw new CommandEnd(exitCodes.refused, `${file} is ${what}; suggest reads delimited text only.`);
  }
  const profiled = profileFile(readBytes(file), { allowNoRows: true });
  if (isRefused(profiled)) throw new CommandEnd(exitCodes.refused, `${file}: ${profiled.refused.detail}`);
  const { columns } = profiled;
  const chosen = category ?? guessCategory(columns);
  const suggestions = suggestMappings({ columns, category: chosen });
  return { file: basename(file), category: chosen, columns: suggestions.map(toColumn) };
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandEnd(exitCodes.usage, `${file} cannot be read: ${reason}`);
  }
}

function toColumn(suggestion: ColumnSuggestion): FileSuggestions['columns'][number] {
  const { key, header, target, confidence, evidence, alternatives, decision } = suggestion;
  const first = target === null || confidence === null ? [] : [{ target, confidence, evidence }];
  const others = alternatives.map((other) => ({
    target: other.target,
    confidence: other.confidence,
    evidence: other.evidence,
  }));
  return { key, header, suggestions: [...first, ...others], decision };
}

function asText({ file, category, columns }: FileSuggestions): string {
  const width = Math.max(...columns.map(({ key }) => key.length), 6);
  const lines = columns.map(({ key, suggestions, decision }) => {
    const best = suggestions[0];
    if (decision !== null) return `  ${key.padEnd(width)}  ${decision} (${percent(best?.confidence)})`;
    const proposal = best === undefined ? '' : ` perhaps ${best.target} (${percent(best.confidence)})`;
    return `  ${key.padEnd(width)}  -${proposal}`;
  });
  return `${file} (${category})\n${lines.join('\n')}\n`;
}

function percent(confidence = 0): string {
  return `${Math.round(confidence * 100)} %`;
}
