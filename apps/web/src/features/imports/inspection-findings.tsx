import { Text } from '@mantine/core';
import type { InspectAnswer } from '../../api/entities.ts';
import { countOf, formatCount, formatShare } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { formatWord } from './detection-text.ts';

interface CountedLines {
  readonly count: number;
  /** First and last of each range. */
  readonly lines: readonly (readonly number[])[];
}

/** A line above the header without the delimiters of its empty cells. */
function titleText(line: string): string {
  return line.replace(/[;,|\t]+$/, '');
}

/** What line numbers of a file count. */
export const unitWords = { line: 'line', sheet_row: 'row', item: 'item', element: 'element' } as const;

const words: Readonly<Record<string, string>> = {
  blank: 'left blank, skipped',
  repeated_header: 'repeating the header, skipped',
  totals: 'summing up the rows above, skipped',
  remark: 'below the table, a rule or a remark, skipped',
  header_width: 'with the header, which has more or fewer cells than every row',
  short_row: 'with fewer cells than the header; the missing ones are empty',
  extra_empty_cells: 'with empty cells behind the last column, left out',
  text_after_quote: 'with text behind a closing quote',
  bare_quote: 'with a quote inside a cell',
  too_many_cells: 'with more cells than the header, to be rejected',
  cell_too_large: 'with a cell over 1 MiB, to be rejected',
  unparseable_row: 'that cannot be read, to be rejected',
};

/** Rows, columns, and what was skipped or is odd, each with where it stands. */
export function InspectionFindings({ found }: { found: InspectAnswer }) {
  const { detection, row_count: rows } = found;
  const certainty = detection.encoding_certainty;
  const packing = detection.packing === null ? '' : `, packed as ${detection.packing}`;
  return (
    <div>
      <Text>
        <b>{formatWord(detection.format)}</b>
        {packing}: {rows === null ? 'rows are counted once it is uploaded' : countOf(rows, 'row')},{' '}
        {countOf(detection.columns.length, 'column')}
        {certainty < 1 && `, ${detection.encoding} (${formatShare(certainty)} certain)`}
      </Text>
      <ul style={{ margin: '4px 0 0', paddingLeft: 20, fontSize: 14 }}>
        {detection.title_lines.map((line) => (
          <li key={line}>Title above the header: {titleText(line)}</li>
        ))}
        {findings(found).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  );
}

function findings({ detection, counts, notes }: InspectAnswer): string[] {
  if (counts === null) return [];
  const unit = unitWords[detection.line_unit];
  const faults = Object.entries(counts.faults).map(
    ([kind, count]) => `${countOf(count, unit)} ${wordsOf(kind)}`,
  );
  const where = counts.faulty.count === 0 ? [] : [`Rejected: ${placesText(unit, counts.faulty)}`];
  const counted = [...Object.entries(counts.odd), ...Object.entries(counts.skipped)].flatMap(
    ([kind, lines]) => countedTexts(unit, kind, lines),
  );
  return [...faults, ...where, ...counted, ...noteTexts(unit, notes)];
}

/** Lines of a kind with where they stand; none for none. */
export function countedTexts(unit: string, kind: string, lines: CountedLines): string[] {
  if (lines.count === 0) return [];
  return [`${countOf(lines.count, unit)} ${wordsOf(kind)} (${placesText(unit, lines)})`];
}

/** The first of what was noted about cells and records that are kept. */
export function noteTexts(unit: string, notes: InspectAnswer['notes']): string[] {
  const noted = notes
    .slice(0, shownNotes)
    .map(({ record, detail }) => (record === 0 ? detail : `${unit} ${formatCount(record)}: ${detail}`));
  const unnoted = notes.length - shownNotes;
  return [...noted, ...(unnoted > 0 ? [`and ${countOf(unnoted, 'more note')}`] : [])];
}

function wordsOf(kind: string): string {
  return words[kind] ?? sentenceOf(kind).toLowerCase();
}

const shownRanges = 4;
const shownNotes = 5;

function placesText(unit: string, { lines }: CountedLines): string {
  const texts = lines
    .slice(0, shownRanges)
    .map(([first = 0, last = first]) =>
      first === last ? formatCount(first) : `${formatCount(first)}–${formatCount(last)}`,
    );
  const [first] = lines;
  const isOne = lines.length === 1 && first?.[0] === first?.[1];
  return `${isOne ? unit : `${unit}s`} ${texts.join(', ')}${lines.length > shownRanges ? ', …' : ''}`;
}
