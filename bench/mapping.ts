import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseImportCategory } from '@landfall/domain/catalog/import-category';
import { guessCategory } from '@landfall/domain/schema-matching/guess-category';
import { type ColumnSuggestion, suggestMappings } from '@landfall/domain/schema-matching/suggest-mappings';
import { profileTableFile } from '@landfall/server/read-table';

/**
 * Measures the mapping suggestions against a labelled folder: `index.jsonl`, `truth/<id>.json` and the files, of
 * whatever format; for a workbook the index names the sheet.
 *
 * `npm run bench -- mapping --corpus DIR [--predictions FILE] [--guess] [--misses]`
 */
interface IndexEntry {
  readonly id: string;
  readonly file: string;
  readonly tool: string;
  readonly category: string;
  readonly sheet?: string | null;
}

type Gold = string | null | readonly (string | null)[];

interface Judged {
  readonly file: string;
  readonly column: string;
  readonly decision: string | null;
  readonly confidence: number;
  readonly gold: readonly (string | null)[];
}

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string' },
    predictions: { type: 'string' },
    guess: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(corpus: string): Promise<void> {
  const entries = readFileSync(join(corpus, 'index.jsonl'), 'utf8')
    .trim()
    .split('\n')
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a measuring script trusts its own corpus
    .map((line) => JSON.parse(line) as IndexEntry);
  const predictions: Record<string, Record<string, [string | null, number][]>> = {};
  const judged: Judged[] = [];
  let categoriesRight = 0;
  let milliseconds = 0;
  for (const entry of entries) {
    const choices = typeof entry.sheet === 'string' ? { sheet: entry.sheet } : {};
    const columns = await profileTableFile(join(corpus, entry.file), choices);
    const guessed = guessCategory(columns);
    categoriesRight += guessed === entry.category ? 1 : 0;
    const category = options.guess ? guessed : (parseImportCategory(entry.category) ?? guessed);
    const start = performance.now();
    const suggestions = suggestMappings({ columns, category });
    milliseconds += performance.now() - start;
    predictions[entry.id] = Object.fromEntries(suggestions.map((column) => [column.key, ranked(column)]));
    judged.push(...judge(entry, suggestions, goldOf(corpus, entry.id)));
  }
  report(judged, { files: entries.length, categoriesRight, milliseconds });
  if (options.predictions !== undefined) writeFileSync(options.predictions, JSON.stringify(predictions));
}

function goldOf(corpus: string, id: string): Readonly<Record<string, Gold>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a measuring script trusts its own corpus
  return JSON.parse(readFileSync(join(corpus, 'truth', `${id}.json`), 'utf8')) as Record<string, Gold>;
}

/** Decision first, then the other candidates; an undecided column starts with null. */
function ranked(column: ColumnSuggestion): [string | null, number][] {
  const others = column.alternatives.map(({ target, confidence }): [string, number] => [target, confidence]);
  const proposal: [string, number][] =
    column.target === null ? [] : [[column.target, column.confidence ?? 0]];
  return column.decision === null ? [[null, 0], ...proposal, ...others] : [...proposal, ...others];
}

function judge(
  entry: IndexEntry,
  suggestions: readonly ColumnSuggestion[],
  gold: Readonly<Record<string, Gold>>,
): Judged[] {
  const byKey = new Map(suggestions.map((column) => [column.key, column]));
  return Object.entries(gold).map(([column, answer]) => {
    const suggestion = byKey.get(column);
    return {
      file: `${entry.id} ${entry.tool}`,
      column,
      decision: suggestion?.decision ?? null,
      confidence: suggestion?.confidence ?? 0,
      gold: typeof answer === 'object' && answer !== null ? answer : [answer],
    };
  });
}

const isRight = ({ decision, gold }: Judged) => gold.includes(decision);

function report(
  judged: readonly Judged[],
  facts: { files: number; categoriesRight: number; milliseconds: number },
): void {
  const mapped = judged.filter(({ decision }) => decision !== null);
  const hits = mapped.filter(isRight).length;
  const owed = judged.filter(({ gold }) => !gold.includes(null));
  const missed = owed.filter((one) => !isRight(one)).length;
  const nulls = judged.filter(({ gold }) => gold.length === 1 && gold[0] === null);
  const precision = hits / Math.max(1, mapped.length);
  const recall = hits / Math.max(1, hits + missed);
  const f1 = (2 * precision * recall) / Math.max(Number.EPSILON, precision + recall);
  say(`files ${facts.files}, columns ${judged.length}, suggestions took ${facts.milliseconds.toFixed(0)} ms`);
  say(`precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}  micro F1 ${f1.toFixed(4)}`);
  say(`null kept ${(nulls.filter(isRight).length / Math.max(1, nulls.length)).toFixed(4)}`);
  say(`category guessed right in ${facts.categoriesRight} of ${facts.files}`);
  reportCalibration(mapped);
  if (!options.misses) return;
  for (const one of judged.filter((each) => !isRight(each))) {
    say(`${one.file}\t${one.column}\t${one.decision ?? 'null'} ${one.confidence}\t${one.gold.join('|')}`);
  }
}

function reportCalibration(mapped: readonly Judged[]): void {
  let error = 0;
  for (let bin = 0; bin < 10; bin += 1) {
    const inBin = mapped.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    if (inBin.length === 0) continue;
    const stated = inBin.reduce((sum, { confidence }) => sum + confidence, 0) / inBin.length;
    const right = inBin.filter(isRight).length / inBin.length;
    error += (inBin.length / mapped.length) * Math.abs(stated - right);
    say(`stated ${stated.toFixed(3)}  right ${right.toFixed(3)}  columns ${inBin.length}`);
  }
  say(`expected calibration error ${error.toFixed(4)}`);
}

if (options.corpus === undefined) {
  say('Give the labelled folder: npm run bench -- mapping --corpus DIR');
  process.exitCode = 2;
} else {
  await main(options.corpus);
}
