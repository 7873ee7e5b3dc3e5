import { readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';
import { type CaseResult, readCase, readJson, resultText, type SuiteCase, timed } from './read-case.ts';

type Judgement = Omit<SuiteCase, 'file' | 'ms'>;

/** Each file of csv-spectrum equals its JSON. */
export async function* judgeCsvSpectrum(suites: string): AsyncGenerator<SuiteCase, void> {
  const folder = join(suites, 'csv-spectrum');
  for (const name of csvFiles(join(folder, 'csvs'))) {
    yield await timed(`csvs/${name}`, async () => {
      const result = await readCase(join(folder, 'csvs', name));
      const golden = readJson(join(folder, 'json', name.replace('.csv', '.json')));
      const isRight = result.outcome === 'read' && isDeepStrictEqual(objectsOf(result), golden);
      const reason = name.startsWith('location_coordinates')
        ? 'The golden file has another telephone number than the CSV file; the quote in the cell is told as bare_quote.'
        : undefined;
      return { outcome: result.outcome, isRight, reason, detail: resultText(result) };
    });
  }
}

function csvFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.csv'));
}

function objectsOf(result: CaseResult): unknown[] {
  return result.outcome === 'read' ? result.rows.map(({ values }) => ({ ...values })) : [];
}

const refusedWithoutRows = 'It has no row below its header: refused as file_has_no_rows, nothing is lost.';

/** Each file of csv-test-data equals its JSON; a bad one is refused or says what is wrong with its rows. */
export async function* judgeCsvTestData(suites: string): AsyncGenerator<SuiteCase, void> {
  const folder = join(suites, 'csv-test-data');
  for (const name of csvFiles(join(folder, 'csv'))) {
    yield await timed(`csv/${name}`, async () => {
      const result = await readCase(join(folder, 'csv', name));
      if (name.startsWith('bad-')) return badFile(result);
      const golden = readJson(join(folder, 'json', name.replace('.csv', '.json')));
      const wanted = recordsOf(golden);
      const records =
        result.outcome === 'read' ? [result.headers, ...result.rows.map(({ cells }) => cells)] : [];
      const isRight = result.outcome === 'read' && isDeepStrictEqual(records, wanted);
      const hasRows = wanted.slice(1).some((cells) => cells.some((cell) => cell !== ''));
      const isEmpty = result.outcome === 'read' ? result.counts.rows === 0 : result.outcome === 'refused';
      return {
        outcome: result.outcome,
        isRight,
        reason: !hasRows && isEmpty ? refusedWithoutRows : undefined,
        detail: resultText(result),
      };
    });
  }
}

/** Goldens are lists of cells, or of objects below a header foo, bar, baz. */
function recordsOf(golden: unknown): string[][] {
  if (!Array.isArray(golden)) return [];
  if (golden.every((item) => Array.isArray(item))) return golden;
  const [first = {}] = golden;
  return [Object.keys(first), ...golden.map((item) => Object.values<string>(item))];
}

/** A file that is damaged on purpose: refused, without rows, or told so with its line. */
function badFile(result: CaseResult): Judgement {
  if (result.outcome !== 'read') {
    return { outcome: result.outcome, isRight: result.outcome === 'refused', detail: resultText(result) };
  }
  const { faulty, odd, rows } = result.counts;
  const told = faulty.count + Object.values(odd).reduce((sum, { count }) => sum + count, 0);
  return { outcome: 'read', isRight: told > 0 || rows === 0, detail: `${resultText(result)}, ${told} told` };
}
