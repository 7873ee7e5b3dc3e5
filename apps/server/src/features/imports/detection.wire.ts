import type { detectionSchema, inspectAnswer, skippedLines } from '@landfall/contract/imports';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import type { JoinFacts } from '@landfall/domain/tabular/joined-sheets/sheet-join';
import { type CountedLines, type ReadingCounts, skipKinds } from '@landfall/domain/tabular/reading-counts';
import type { SourceFacts } from '@landfall/domain/tabular/table-source';
import type { z } from 'zod';
import type { OpenedTable, TableEnd } from './readers/table-task.ts';

type Detection = z.infer<typeof detectionSchema>;

/** How a file is read, as the API tells it. */
export function detectionOnWire(layout: FileLayout, facts: SourceFacts): Detection {
  const isText = layout.recordUnit === undefined;
  return {
    format: layout.format,
    packing: facts.packing,
    encoding: layout.encoding,
    encoding_certainty: facts.encodingCertainty,
    encoding_candidates: facts.encodingCandidates.map((candidate) => ({
      ...candidate,
      preview: [...candidate.preview],
    })),
    delimiter: isText ? layout.delimiter : null,
    line_ending: isText ? layout.lineEnding : null,
    sheets: [...facts.sheets],
    sheet: facts.sheet,
    join: facts.join === undefined ? null : joinOnWire(facts.join),
    line_unit: layout.recordUnit ?? 'line',
    header_row: layout.headerLine === 0 ? null : layout.headerLine,
    columns: layout.columns.map(({ position, key, header }) => ({ position, key, header })),
    title_lines: [...layout.notes],
  };
}

function joinOnWire({ plan, leadRows, sheets }: JoinFacts): NonNullable<Detection['join']> {
  return {
    lead: plan.lead,
    lead_rows: leadRows,
    sheets: sheets.map((side) => ({
      sheet: side.sheet,
      header_row: side.headerRow,
      key: [...side.key],
      relation: side.relation,
      rows: side.rows,
      matched_rows: side.matchedRows,
      lead_rows_matched: side.leadRowsMatched,
      unmatched: linesOnWire(side.unmatched),
      own_lines: side.ownLines === null ? null : [...side.ownLines],
      columns: [...side.columns],
      merged: [...side.merged],
      candidates: side.candidates.map(({ key, leadUniqueness, coverage }) => ({
        key: [...key],
        lead_uniqueness: leadUniqueness,
        coverage,
      })),
    })),
  };
}

/** What was found in a file that was looked at; without `end` only its beginning was sent. */
export function inspectionOnWire(
  { layout, facts, rows }: OpenedTable,
  end: TableEnd | undefined,
): z.infer<typeof inspectAnswer> {
  return {
    detection: detectionOnWire(layout, facts),
    rows: [...rows],
    row_count: end?.counts?.rows ?? null,
    counts: end === undefined ? null : countsOnWire(end),
    notes: [...(end?.notes.first ?? [])],
  };
}

function countsOnWire({ counts, notes }: TableEnd): z.infer<typeof inspectAnswer>['counts'] {
  if (counts === undefined) return null;
  const { blank, repeated_header, totals, remark } = counts.skipped;
  const { header_width, short_row, extra_empty_cells, text_after_quote, bare_quote } = counts.odd;
  return {
    short_rows: counts.shortRows,
    faults: { ...counts.faults },
    faulty: linesOnWire(counts.faulty),
    odd: {
      header_width: linesOnWire(header_width),
      short_row: linesOnWire(short_row),
      extra_empty_cells: linesOnWire(extra_empty_cells),
      text_after_quote: linesOnWire(text_after_quote),
      bare_quote: linesOnWire(bare_quote),
    },
    skipped: {
      blank: linesOnWire(blank),
      repeated_header: linesOnWire(repeated_header),
      totals: linesOnWire(totals),
      remark: linesOnWire(remark),
    },
    notes: { ...notes.counts },
  };
}

/** Lines that are no source rows, kind by kind; none while the file is not read to its end. */
export function skippedOnWire(
  skipped: Partial<ReadingCounts['skipped']> | null,
): z.infer<typeof skippedLines> {
  // Files stored by an earlier release may lack a kind.
  return skipKinds.flatMap((kind) => {
    const found = skipped?.[kind];
    return found === undefined ? [] : [{ kind, ...linesOnWire(found) }];
  });
}

function linesOnWire({ count, lines }: CountedLines) {
  return { count, lines: lines.map(([first, last]): [number, number] => [first, last]) };
}
