import type { InspectAnswer } from '@landfall/contract/imports';
import { ownValue } from '@landfall/domain/shared/own-value';

const formatWords: Readonly<Record<string, string>> = {
  delimited_text: 'Delimited text',
  xlsx: 'XLSX workbook',
  json: 'JSON',
  ndjson: 'NDJSON',
  xml: 'XML',
};
const delimiterWords: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ' ': 'space',
};
const unitWords = { line: 'line', sheet_row: 'row', item: 'item', element: 'element' } as const;

/** How a file would be read, for a person at a terminal. */
export function inspectText(file: string, found: InspectAnswer): string {
  const lines = [file, ...howRead(found), ...whatFound(found), '', ...firstRows(found)];
  return `${lines.join('\n')}\n`;
}

function fact(label: string, text: string): string {
  return `  ${label.padEnd(14)}${text}`;
}

function howRead({ detection }: InspectAnswer): string[] {
  const { format, packing, encoding, encoding_certainty: certainty, delimiter } = detection;
  const unit = unitWords[detection.line_unit];
  const others = detection.encoding_candidates.map((candidate) => candidate.encoding);
  return [
    fact('Format', `${formatWords[format] ?? format}${packing === null ? '' : ` in ${packing}`}`),
    fact('Encoding', `${encoding} (${Math.round(certainty * 100)} % certain)`),
    ...(others.length === 0 ? [] : [fact('', `could also be ${others.join(', ')}`)]),
    ...(delimiter === null ? [] : [fact('Delimiter', delimiterWords[delimiter] ?? delimiter)]),
    ...detection.sheets.map(({ name, visibility }) =>
      fact(
        'Sheet',
        `${name}${sheetRole(detection, name)}${visibility === 'visible' ? '' : `, ${visibility}`}`,
      ),
    ),
    ...joinText(detection.join),
    fact(
      'Header',
      detection.header_row === null ? 'in the records themselves' : `${unit} ${detection.header_row}`,
    ),
    ...detection.title_lines.map((line) => fact('Title', line)),
    fact('Columns', String(detection.columns.length)),
  ];
}

type Detection = InspectAnswer['detection'];

function sheetRole({ sheet, join }: Detection, name: string): string {
  if (name === sheet) return join === null ? ', chosen' : ', leads';
  return join?.sheets.some((side) => side.sheet === name) === true ? ', joined' : '';
}

const relationWords = {
  one_to_one: 'one row each',
  one_to_many: 'several rows each, as lists',
  many_to_one: 'one row for several',
  many_to_many: 'several rows for several, as lists',
} as const;

/** By which columns sheets are joined, and what the evidence for it is. */
function joinText(join: Detection['join']): string[] {
  if (join === null) return [];
  return join.sheets.flatMap((side) => {
    if (side.rows === 0) return [fact('Joined', `${side.sheet} has no rows`)];
    const key = side.key.map(({ lead, own }) => (lead === own ? own : `${own} = ${lead}`)).join(' and ');
    const [best] = side.candidates;
    const evidence = `${share(best?.lead_uniqueness)} of ${join.lead} told apart, ${share(best?.coverage)} of ${side.sheet} found`;
    const own =
      side.own_lines === null
        ? []
        : [
            fact(
              '',
              `${side.unmatched.count} of its rows fit none of ${join.lead}: rows ${side.own_lines.join('-')} of their own`,
            ),
          ];
    return [fact('Joined', `${side.sheet} by ${key}: ${relationWords[side.relation]} (${evidence})`), ...own];
  });
}

function share(value = 0): string {
  // Not all is never shown as all.
  return `${Math.floor(value * 1000) / 10} %`;
}

function whatFound({ detection, row_count: rows, counts, notes }: InspectAnswer): string[] {
  if (counts === null) return [];
  const unit = unitWords[detection.line_unit];
  return [
    fact('Rows', (rows ?? 0).toLocaleString('en')),
    ...Object.entries(counts.faults).map(([code, count]) =>
      fact('Damaged', `${count} ${code.replaceAll('_', ' ')}`),
    ),
    ...(counts.faulty.count === 0 ? [] : [fact('', `${unit} ${rangesText(counts.faulty.lines)}`)]),
    ...linesOf('Odd', unit, counts.odd),
    ...linesOf('Skipped', unit, counts.skipped),
    ...Object.entries(counts.notes).map(([code, count]) =>
      fact('Noted', `${code.replaceAll('_', ' ')}${count === 1 ? '' : `, ${count} times`}`),
    ),
    ...notes
      .slice(0, 5)
      .map(({ record, detail }) => fact('', record === 0 ? detail : `${unit} ${record}: ${detail}`)),
  ];
}

type CountedLines = { readonly count: number; readonly lines: readonly (readonly [number, number])[] };

function linesOf(label: string, unit: string, kinds: Readonly<Record<string, CountedLines>>): string[] {
  return Object.entries(kinds).flatMap(([kind, { count, lines }]) =>
    count === 0 ? [] : [fact(label, `${count} ${kind.replaceAll('_', ' ')} (${unit} ${rangesText(lines)})`)],
  );
}

const shownRanges = 5;

function rangesText(ranges: readonly (readonly [number, number])[]): string {
  const texts = ranges
    .slice(0, shownRanges)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return ranges.length > shownRanges ? `${texts.join(', ')}, ...` : texts.join(', ');
}

const shownRows = 5;
const shownColumns = 8;
const widestCell = 24;

function firstRows({ detection, rows }: InspectAnswer): string[] {
  const columns = detection.columns.slice(0, shownColumns);
  const table = [
    columns.map(({ key }) => key),
    ...rows.slice(0, shownRows).map(({ cells }) => columns.map(({ key }) => ownValue(cells, key) ?? '')),
  ].map((cells) => cells.map(shortCell));
  const widths = columns.map((_, index) => Math.max(...table.map((cells) => cells[index]?.length ?? 0)));
  return table.map(
    (cells) =>
      `  ${cells
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd()}`,
  );
}

function shortCell(text: string): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  return line.length <= widestCell ? line : `${line.slice(0, widestCell - 1)}…`;
}
