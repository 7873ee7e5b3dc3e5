import { type HiddenColumns, outputWithoutHidden } from './hide-sensitive.ts';
import {
  type columnProfileSchema,
  type importColumnSchema,
  type importFileSchema,
  type importsPage,
  recordsQuery,
} from '@landfall/contract/imports';
import { childStatus } from '@landfall/contract/flows';
import { importCategory, pageQuery } from '@landfall/contract/common';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import { z } from 'zod';
import { shownCells, type ShownText } from '../../platform/hidden-text.ts';
import type { ImportColumnRow, ImportFileRow, ProcessingStepRow } from './imports.repository.ts';

export const importParams = z.object({ import_id: z.uuid() });
export const recordParams = importParams.extend({ record_id: z.coerce.number().int().min(1) });
export const issueParams = z.object({ issue_id: z.uuid() });
export const issueRowsQuery = recordsQuery.pick({ limit: true, cursor: true, from_row: true, to_row: true });
export const importsQuery = pageQuery.extend({
  import_category: importCategory.optional(),
  status: childStatus.optional(),
  imported_by: z.uuid().optional(),
});
export const importPosition = z.strictObject({ before: z.uuid() });
export const recordPosition = z.strictObject({ row: z.number().int().min(1) });
export type ImportsPage = z.infer<typeof importsPage>;

export function fileOnWire(file: ImportFileRow): z.infer<typeof importFileSchema> {
  return {
    id: file.id,
    kind: file.kind,
    revision: file.revision,
    file_name: file.fileName,
    sha256: file.sha256,
    size_bytes: file.sizeBytes,
    format: file.format,
    encoding: file.encoding,
    delimiter: file.delimiter,
    sheet: file.sheet,
    header_row: file.headerRow,
    row_count: file.rowCount,
  };
}

/** A column with its profile, whose cells are shown as the caller may see them; the figures stay. */
export function columnOnWire(
  column: ImportColumnRow,
  { category, maySee }: { readonly category: string; readonly maySee: boolean },
): z.infer<typeof importColumnSchema> {
  const isSensitive = category === 'sensitive_data' || column.sensitiveKind !== null;
  const shown = shownCells({ maySee, isSensitive, header: column.header });
  return {
    id: column.id,
    position: column.position,
    key: column.key,
    header: column.header,
    detected_type: column.detectedType,
    detected_unit: column.detectedUnit,
    sensitive_kind: column.sensitiveKind,
    profile: profileOnWire(column.profile, { shown, masked: isSensitive && !maySee }),
  };
}

interface ShownProfile {
  readonly shown: ShownText;
  readonly masked: boolean;
}

function profileOnWire(
  profile: ColumnProfile,
  { shown, masked }: ShownProfile,
): z.infer<typeof columnProfileSchema> {
  const { rows, nullCount, emptyCount, placeholderCount, multiValue } = profile;
  const filled = rows - nullCount - emptyCount - placeholderCount;
  return {
    rows,
    null_count: nullCount,
    empty_count: emptyCount,
    placeholder_count: placeholderCount,
    filled_share: rows === 0 ? 0 : filled / rows,
    distinct_count: profile.distinctCount,
    distinct_exact: profile.distinctExact,
    top_values: profile.topValues.map(({ value, count }) => ({ value: shown(value), count })),
    samples: profile.samples.map(shown),
    min_length: profile.minLength,
    max_length: profile.maxLength,
    avg_length: profile.avgLength,
    kinds: { ...profile.kinds },
    numeric: masked ? null : profile.numeric,
    unit_hints: [...profile.unitHints],
    multi_value:
      multiValue === null
        ? null
        : { rows: multiValue.rows, separator: multiValue.separator, max_items: multiValue.maxItems },
    patterns: masked ? [] : [...profile.patterns],
  };
}

export function stepOnWire(step: ProcessingStepRow, hidden: HiddenColumns) {
  return {
    step_name: step.name,
    phase: step.phase,
    status: step.status,
    records_processed: step.records,
    duration_ms: step.durationMs,
    output: outputWithoutHidden(step.output, hidden),
    error_code: step.errorCode,
    error_detail: step.errorDetail,
  };
}
