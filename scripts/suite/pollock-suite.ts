import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flaggedLines, type ReadCase, readCase, resultText, type SuiteCase, timed } from './read-case.ts';

/** How well damaged rows of Pollock are told, over all its files. */
export interface PollockFigures {
  damaged: number;
  told: number;
  sound: number;
  falselyTold: number;
  /** Sound rows whose cells differ from the clean file. */
  changed: number;
}

/** Pollock: exactly the row in a file's name is damaged; it must be told, all others must be as in the clean file. */
export async function* judgePollock(
  suites: string,
  figures: PollockFigures,
): AsyncGenerator<SuiteCase, void> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-pollock-'));
  try {
    execFileSync('tar', ['xJf', join(suites, 'pollock/polluted_files.tar.xz'), '-C', folder]);
    const clean = await readCase(join(folder, 'csv/source.csv'));
    if (clean.outcome !== 'read') throw new Error(resultText(clean));
    for (const name of readdirSync(join(folder, 'csv')).toSorted()) {
      const path = join(folder, 'csv', name);
      yield await timed(`csv/${name}`, () => judge(path, { name, clean, figures }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Judging {
  readonly name: string;
  readonly clean: ReadCase;
  readonly figures: PollockFigures;
}

async function judge(path: string, judging: Judging): Promise<Omit<SuiteCase, 'file' | 'ms'>> {
  const result = await readCase(path);
  const row = damagedRow(judging.name);
  if (result.outcome !== 'read') {
    // A header that cannot be used is told by the refusal.
    const isTold = result.outcome === 'refused' && (row === 0 || judging.name.startsWith('file_'));
    if (row !== undefined) {
      judging.figures.damaged++;
      if (isTold) judging.figures.told++;
    }
    return { outcome: result.outcome, isRight: isTold, detail: resultText(result) };
  }
  return row === undefined ? judgeFile(result, judging) : judgeRow(result, row, judging);
}

/** Number of the damaged row in the name of a file, 0 for the header. */
function damagedRow(name: string): number | undefined {
  const match = /^row_(?:less_sep_row|more_sep_row|extra_quote|field_delimiter_)(\d+)/.exec(name);
  return match === null ? undefined : Number(match[1]);
}

function judgeRow(
  result: ReadCase,
  damaged: number,
  { clean, figures }: Judging,
): Omit<SuiteCase, 'file' | 'ms'> {
  const flagged = flaggedLines(result);
  if (damaged === 0 && headerIsOdd(result, clean)) flagged.add(1);
  const damagedLine = damaged + 1;
  figures.damaged++;
  const isTold = flagged.has(damagedLine);
  if (isTold) figures.told++;
  const changed = changedLines(result, { clean, flagged, damagedLine, figures });
  figures.changed += changed.length;
  const detail = `${isTold ? 'told' : 'not told'}; changed lines ${changed.slice(0, 5).join(', ')}`;
  const hasOtherHeader = result.headerLine !== clean.headerLine;
  const reason = hasOtherHeader ? otherHeader : undefined;
  return { outcome: 'read', isRight: isTold && changed.length === 0 && !hasOtherHeader, reason, detail };
}

interface Comparing extends Pick<Judging, 'clean' | 'figures'> {
  readonly flagged: ReadonlySet<number>;
  readonly damagedLine: number;
}

/** Counts the sound rows; answers the lines of those that are not as in the clean file. */
function changedLines(result: ReadCase, { clean, flagged, damagedLine, figures }: Comparing): number[] {
  const byLine = new Map(result.rows.map((row) => [row.line, row.cells.join('\0')] as const));
  const changed: number[] = [];
  for (const { line, cells } of clean.rows) {
    if (line === damagedLine || line === result.headerLine) continue;
    figures.sound++;
    if (flagged.has(line)) figures.falselyTold++;
    else if (byLine.get(line) !== cells.join('\0')) changed.push(line);
  }
  return changed;
}

/** A damaged header is told by names that are none of the clean file's, which the preview shows. */
function headerIsOdd(result: ReadCase, clean: ReadCase): boolean {
  return result.headerLine !== 1 || result.headers.join('\0') !== clean.headers.join('\0');
}

const otherHeader =
  'The header is damaged, so the row below it is taken for it; the preview shows both, and the person can choose.';

const fileReasons: Readonly<Record<string, string>> = {
  'file_escape_char_0x00.csv': 'Quotes within quotes are not escaped: the rows concerned are told.',
  'file_field_delimiter_0x20.csv':
    'Cells of several words without quotes, between spaces: the rows concerned are told.',
  'file_header_only.csv': 'It holds no rows: the upload is refused with file_has_no_rows.',
  'file_multitable_less.csv': 'A second table in the file: its rows are told, they are shorter.',
  'file_quotation_char_0x27.csv':
    'Apostrophes are no quotes of RFC 4180: cells keep them, rows with commas within them are told.',
  'file_escape_char_0x5C.csv': 'Backslashes before quotes are no RFC 4180: the rows concerned are told.',
  'file_field_delimiter_0x2C_0x20.csv':
    'A delimiter of two characters: cells keep the blank in front, cleansing trims it.',
  'file_header_multirow_3.csv': 'Of three header rows one is taken; the person can choose another.',
  'file_multitable_more.csv': 'A second table in the file: its rows are told where their width differs.',
  'file_multitable_same.csv': 'A second table of the same width: its header is skipped as repeated.',
  'file_no_header.csv': 'Without a header the first row is taken for one; the preview shows it.',
};

/** Files that are unusual as a whole: nothing may be lost without being told. */
function judgeFile(result: ReadCase, { name, clean }: Judging): Omit<SuiteCase, 'file' | 'ms'> {
  const isSame = textOf(result) === textOf(clean) || name === 'file_one_data_row.csv';
  return { outcome: 'read', isRight: isSame, reason: fileReasons[name], detail: resultText(result) };
}

function textOf({ rows }: ReadCase): string {
  return rows.map(({ cells }) => cells.join('\0')).join('\n');
}
