import { basename } from 'node:path';
import {
  type ImportCategory,
  importCategories,
  parseImportCategory,
} from '@landfall/domain/catalog/import-category';
import { guessCategory } from '@landfall/domain/schema-matching/guess-category';
import { type ColumnSuggestion, suggestMappings } from '@landfall/domain/schema-matching/suggest-mappings';
import { profileTableFile } from '@landfall/server/read-table';
import { Command, InvalidArgumentError } from 'commander';
import { CommandEnd, exitCodes } from '../exit-codes.ts';
import { fileEnd } from '../file-end.ts';
import { gather, readingChoices, sheetHelp } from '../reading-options.ts';

interface SuggestOptions {
  readonly sheet?: string | readonly string[];
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
    .argument(
      '<file...>',
      'inventory files: delimited text, XLSX, JSON, NDJSON or XML, also packed as .gz or .zip',
    )
    .option('--sheet <name>', sheetHelp, gather)
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

async function runSuggest(files: readonly string[], options: SuggestOptions): Promise<void> {
  const refusals: string[] = [];
  for (const file of files) {
    try {
      const result = await suggestFile(file, options);
      process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : asText(result));
    } catch (error) {
      if (!(error instanceof CommandEnd)) throw error;
      refusals.push(error.message);
    }
  }
  if (refusals.length > 0) throw new CommandEnd(exitCodes.refused, refusals.join('\n'));
}

/** Suggestions for one file; throws {@link CommandEnd} with a sentence when the file cannot be read. */
export async function suggestFile(file: string, options: SuggestOptions): Promise<FileSuggestions> {
  const { sheet, category } = options;
  const choices = readingChoices({ sheet: typeof sheet === 'string' ? [sheet] : sheet });
  const columns = await profileTableFile(file, choices).catch((error) => {
    throw fileEnd(file, error);
  });
  const chosen = category ?? guessCategory(columns);
  const suggestions = suggestMappings({ columns, category: chosen });
  return { file: basename(file), category: chosen, columns: suggestions.map(toColumn) };
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
