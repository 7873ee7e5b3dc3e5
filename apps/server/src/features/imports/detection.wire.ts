import type { detectionSchema, inspectAnswer } from '@landfall/contract/imports';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
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
    line_unit: layout.recordUnit ?? 'line',
    header_row: layout.headerLine === 0 ? null : layout.headerLine,
    columns: layout.columns.map(({ position, key, header }) => ({ position, key, header })),
    title_lines: [...layout.notes],
  };
}

/** What was found in a file that was looked at; without `end` only its beginning was sent. */
export function inspectionOnWire(
  { layout, facts, rows }: OpenedTable,
  end: TableEnd | undefined,
): z.infer<typeof inspectAnswer> {
  const counts = end?.counts;
  return {
    detection: detectionOnWire(layout, facts),
    rows: [...rows],
    row_count: counts?.rows ?? null,
    counts:
      end === undefined || counts === undefined
        ? null
        : {
            short_rows: counts.shortRows,
            faults: { ...counts.faults },
            skipped: skippedOnWire(counts.skipped),
            notes: { ...end.notes.counts },
          },
    notes: [...(end?.notes.first ?? [])],
  };
}

function skippedOnWire(skipped: NonNullable<TableEnd['counts']>['skipped']) {
  const onWire = ({ count, lines }: (typeof skipped)['blank']) => ({
    count,
    lines: lines.map(([first, last]): [number, number] => [first, last]),
  });
  return {
    blank: onWire(skipped.blank),
    repeated_header: onWire(skipped.repeated_header),
    totals: onWire(skipped.totals),
  };
}
