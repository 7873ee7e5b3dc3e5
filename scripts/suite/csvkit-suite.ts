import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CaseResult, type ReadCase, readCase, resultText, type SuiteCase, timed } from './read-case.ts';

/** Files whose rows are those of another file. */
const twins: Readonly<Record<string, string>> = {
  'test_utf8_bom.csv': 'test_utf8.csv',
  'test_utf16_big.csv': 'test_utf8.csv',
  'test_utf16_little.csv': 'test_utf8.csv',
  'testjson.json': 'testjson_converted.csv',
  'testjson_multiline.json': 'testjson_multiline_converted.csv',
  'testjson_nested.json': 'testjson_nested_converted.csv',
  'test.xlsx': 'testxlsx_converted.csv',
  'blanks.csv': 'blanks_converted.csv',
  'dummy.csv.gz': 'dummy.csv',
  'dummy.xlsx': 'dummy.csv',
};

const mustFlag: ReadonlySet<string> = new Set(['bad.csv', 'bad_skip_lines.csv', 'null_byte.csv']);
const mustRefuse: ReadonlySet<string> = new Set([
  'empty.csv',
  'dummy.csv.bz2',
  'dummy.xls',
  'sheets.xls',
  'test.xls',
  'test_skip_lines.xls',
]);

const reasons: Readonly<Record<string, string>> = {
  'blanks.csv':
    'csvkit reads words such as NA as nothing; here the raw text stays, cleansing reads it as unknown.',
  'testdbf.dbf': 'A dBASE file is no format of the product.',
};

/** csvkit's examples: twins are equal but for csvkit's own way to write types; damaged ones are told or refused. */
export async function* judgeCsvkit(suites: string): AsyncGenerator<SuiteCase, void> {
  const folder = join(suites, 'csvkit-examples/examples');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!statSync(join(folder, name)).isFile()) continue;
    yield await timed(name, async () => {
      const result = await readCase(join(folder, name));
      const twin = twins[name];
      const difference =
        twin === undefined ? undefined : differenceOf(result, await readCase(join(folder, twin)));
      const isRight = result.outcome !== 'failed' && difference === undefined && isAsAsked(name, result);
      return {
        outcome: result.outcome,
        isRight,
        reason: reasons[name],
        detail: difference ?? resultText(result),
      };
    });
  }
}

function isAsAsked(name: string, result: CaseResult): boolean {
  if (mustRefuse.has(name)) return result.outcome === 'refused';
  if (!mustFlag.has(name) || result.outcome !== 'read') return true;
  return result.counts.faulty.count > 0 || Object.values(result.counts.odd).some(({ count }) => count > 0);
}

/** The first cell in which two files differ when types are written alike; undefined when none does. */
function differenceOf(result: CaseResult, twin: CaseResult): string | undefined {
  if (result.outcome !== 'read' || twin.outcome !== 'read')
    return `${resultText(result)} / ${resultText(twin)}`;
  if (result.rows.length !== twin.rows.length) return `${result.rows.length} rows of ${twin.rows.length}`;
  for (const [index, row] of result.rows.entries()) {
    const [own, other] = [cellsOf(result, row.cells), cellsOf(twin, twin.rows[index]?.cells ?? [])];
    const at = own.findIndex((cell, column) => plain(cell) !== plain(other[column] ?? ''));
    if (at >= 0) return `line ${row.line}: ${JSON.stringify(own[at])} for ${JSON.stringify(other[at])}`;
  }
  return undefined;
}

function cellsOf({ headers }: ReadCase, cells: readonly string[]): string[] {
  return headers.map((_, index) => cells[index] ?? '');
}

/** csvkit writes True, 1.0 and 4:14:00 for true, 1 and 04:14:00, and dates with a time of midnight. */
function plain(cell: string): string {
  const text = cell
    .trim()
    .toLowerCase()
    .replace(/t00:00:00$/, '');
  if (/^\d+:\d\d:\d\d$/.test(text)) return text.padStart(8, '0');
  return text !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}
