import { rejectReasons, rowOutcomes } from '@landfall/domain/inventory/row-results';
import { delimiters } from '@landfall/domain/tabular/file-layout';
import { joinRelations } from '@landfall/domain/tabular/joined-sheets/sheet-join';
import { oddityKinds, skipKinds } from '@landfall/domain/tabular/reading-counts';
import { z } from 'zod';
import { id, importCategory, pageOf, pageQuery, timestamp } from './common.ts';
import { accountingSchema, flowSummary } from './flows.ts';
import { valuesByKey } from './values-by-key.ts';

export const importCategoryInfo = z.object({
  category: importCategory,
  label: z.string(),
  description: z.string(),
  flow_type: z.string(),
  /** False while the category's processing is not part of this version; then an upload is refused. */
  available: z.boolean(),
  formats: z.array(z.object({ format: z.string(), extensions: z.array(z.string()) })),
  limits: z.object({
    max_file_bytes: z.number(),
    /** Of a workbook or archive, as it is sent. */
    max_packed_bytes: z.number(),
    max_rows: z.number(),
    max_columns: z.number(),
    max_cell_bytes: z.number(),
    /** Levels of a JSON or XML document. */
    max_nesting: z.number(),
    /** Of a workbook or archive, unpacked, and as a multiple of its packed size. */
    max_unpacked_bytes: z.number(),
    max_unpacked_ratio: z.number(),
    uploads_per_minute: z.number(),
    /** Longest pause between two pieces of an upload. */
    idle_seconds: z.number(),
  }),
  data_handling: z.enum(['standard', 'elevated', 'high', 'maximum']),
  identity_requirement: z.string(),
  checks: z.array(z.string()),
  /** What a file may look like; the template to download. */
  example: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }),
  slot: z.object({ free: z.boolean(), blocking_flow: flowSummary.nullable() }),
});
export const importCategoriesAnswer = z.object({
  items: z.array(importCategoryInfo),
  reject_reasons: z.array(z.enum(rejectReasons)),
});

/** A way to read text whose encoding cannot be told for sure; `preview` shows the lines in which candidates differ. */
export const encodingCandidate = z.object({
  encoding: z.string(),
  certainty: z.number(),
  preview: z.array(z.string()),
});

/** Something worth telling about a cell or record that is kept; record 0 is the file as a whole. */
const sourceNote = z.object({ code: z.string(), record: z.number().int(), detail: z.string() });
const lineRange = z.tuple([z.number().int(), z.number().int()]);
/** Records counted exactly, with the line ranges of the first of them. */
const countedLines = z.object({ count: z.number().int(), lines: z.array(lineRange) });

/** First and last of some rows. */
const rowRange = z.array(z.number().int()).length(2);

/** Lines that are no source rows, by kind, with the line ranges of the first of them. */
export const skippedLines = z.array(
  z.object({ kind: z.enum(skipKinds), count: z.number().int(), lines: z.array(rowRange) }),
);

/** Columns that hold the same in the lead sheet and in another one, by their keys. */
const columnPair = z.object({ lead: z.string(), own: z.string() });
const joinCandidate = z.object({
  key: z.array(columnPair),
  /** Share of the lead sheet's rows with a key that have it alone. */
  lead_uniqueness: z.number(),
  /** Share of the sheet's rows whose key a row of the lead sheet has. */
  coverage: z.number(),
});

/** How several sheets of a workbook became one table. */
const joinSchema = z.object({
  /** Sheet whose rows the others are put beside. */
  lead: z.string(),
  lead_rows: z.number().int(),
  sheets: z.array(
    z.object({
      sheet: z.string(),
      header_row: z.number().int(),
      key: z.array(columnPair),
      relation: z.enum(joinRelations),
      rows: z.number().int(),
      /** Rows that stand beside one of the lead sheet. */
      matched_rows: z.number().int(),
      lead_rows_matched: z.number().int(),
      /** Rows that fit none of the lead sheet, by their numbers in the sheet. */
      unmatched: z.object({ count: z.number().int(), lines: z.array(rowRange) }),
      /** Numbers in the table of those rows, in the same order. */
      own_lines: rowRange.nullable(),
      /** Columns that come in as `Sheet.Column`. */
      columns: z.array(z.string()),
      /** Columns that say the same as one of the lead sheet in every row and do not come in again. */
      merged: z.array(columnPair),
      /** Ways to join the sheet, best first. */
      candidates: z.array(joinCandidate),
    }),
  ),
});

export const detectionSchema = z.object({
  format: z.string(),
  /** What the table was packed into. */
  packing: z.enum(['gzip', 'zip']).nullable(),
  encoding: z.string(),
  /** From 0 to 1. */
  encoding_certainty: z.number(),
  /** Other encodings the file can be read in, likeliest first. */
  encoding_candidates: z.array(encodingCandidate),
  delimiter: z.string().nullable(),
  line_ending: z.enum(['lf', 'crlf', 'cr']).nullable(),
  /** Sheets in the workbook's order; the hidden ones too. */
  sheets: z.array(z.object({ name: z.string(), visibility: z.enum(['visible', 'hidden', 'very_hidden']) })),
  sheet: z.string().nullable(),
  /** Null unless the table was made of several sheets. */
  join: joinSchema.nullable(),
  /** What line numbers of this file count. */
  line_unit: z.enum(['line', 'sheet_row', 'item', 'element']),
  header_row: z.number().int().nullable(),
  columns: z.array(z.object({ position: z.number().int(), key: z.string(), header: z.string() })),
  /** Text of the lines above the header. */
  title_lines: z.array(z.string()),
});

/** How a person wants a file read; what is left out is detected. */
export const uploadOptions = z.strictObject({
  delimiter: z.enum(delimiters).optional(),
  /** Line of text or row of a sheet, 1-based. */
  header_row: z.number().int().min(1).max(1_048_576).optional(),
  encoding: z.string().min(1).max(40).optional(),
  /** Of several sheets the one that leads. */
  sheet: z.string().min(1).max(255).optional(),
  /** Sheets that are to become one table. */
  sheets: z.array(z.string().min(1).max(255)).min(1).max(32).optional(),
  /** Keys of the columns by which a sheet is joined, by its name; the lead sheet's in the same order. */
  join_columns: valuesByKey(
    z.array(z.string().min(1).max(1000)).min(1).max(3),
    z.string().min(1).max(255),
  ).optional(),
});
export type UploadOptions = z.infer<typeof uploadOptions>;

/** 201 of an upload. */
export const uploadAnswer = z.object({
  data_import_id: id,
  flow_id: id,
  import_category: importCategory,
  detection: detectionSchema,
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  flow: flowSummary,
  link: z.string(),
});
export type UploadAnswer = z.infer<typeof uploadAnswer>;

/** Nothing is stored; the first rows as they would be read. */
export const inspectAnswer = z.object({
  detection: detectionSchema,
  rows: z.array(z.object({ line_number: z.number().int(), cells: valuesByKey(z.string().nullable()) })),
  /** Rows of the whole file; null when only its beginning was sent. */
  row_count: z.number().int().nullable(),
  /** Null when only the beginning of the file was sent. */
  counts: z
    .object({
      short_rows: z.number().int(),
      /** Rows that cannot be taken as they stand, by reason. */
      faults: z.record(z.string(), z.number().int()),
      faulty: countedLines,
      /** Rows that are taken although something is odd about them. */
      odd: z.record(z.enum(oddityKinds), countedLines),
      /** Records that are no rows. */
      skipped: z.record(z.enum(skipKinds), countedLines),
      /** What was found in cells and records that are kept, by code. */
      notes: z.record(z.string(), z.number().int()),
    })
    .nullable(),
  notes: z.array(sourceNote),
});
export type InspectAnswer = z.infer<typeof inspectAnswer>;

export const importFileSchema = z.object({
  id,
  kind: z.enum(['original', 'correction']),
  revision: z.number().int(),
  file_name: z.string(),
  sha256: z.string(),
  size_bytes: z.number(),
  format: z.string(),
  encoding: z.string(),
  delimiter: z.string().nullable(),
  sheet: z.string().nullable(),
  header_row: z.number().int().nullable(),
  row_count: z.number().int().nullable(),
});
export const importSummary = z.object({
  id,
  flow_id: id,
  import_category: importCategory,
  import_name: z.string(),
  source_system: z.string().nullable(),
  imported_by: id,
  imported_by_name: z.string(),
  created_at: timestamp,
  flow: flowSummary,
  accounting: accountingSchema.nullable(),
});
export const importsPage = pageOf(importSummary);
export const importDetails = importSummary.extend({
  files: z.array(importFileSchema),
  detection: detectionSchema,
  /** Empty while the file is not read to its end. */
  skipped_lines: skippedLines,
  /** What was found in cells and records that are kept, by code, and the first of it in file order. */
  notes: z.object({ counts: z.record(z.string(), z.number().int()), first: z.array(sourceNote) }),
});

export const columnProfileSchema = z.object({
  rows: z.number().int(),
  null_count: z.number().int(),
  empty_count: z.number().int(),
  placeholder_count: z.number().int(),
  filled_share: z.number(),
  distinct_count: z.number().int(),
  distinct_exact: z.boolean(),
  top_values: z.array(z.object({ value: z.string(), count: z.number().int() })),
  samples: z.array(z.string()),
  min_length: z.number().int().nullable(),
  max_length: z.number().int().nullable(),
  avg_length: z.number().nullable(),
  kinds: z.record(z.string(), z.number().int()),
  numeric: z
    .object({ min: z.number(), max: z.number(), mean: z.number(), p50: z.number(), p95: z.number() })
    .nullable(),
  unit_hints: z.array(z.object({ value: z.string(), count: z.number().int() })),
  multi_value: z
    .object({ rows: z.number().int(), separator: z.string(), max_items: z.number().int() })
    .nullable(),
  patterns: z.array(z.object({ value: z.string(), count: z.number().int() })),
});
export const importColumnSchema = z.object({
  id,
  position: z.number().int(),
  key: z.string(),
  header: z.string(),
  detected_type: z.string().nullable(),
  detected_unit: z.string().nullable(),
  sensitive_kind: z.string().nullable(),
  profile: columnProfileSchema,
});
export const importColumnsAnswer = z.object({ items: z.array(importColumnSchema), total: z.number().int() });

export const cleansedFileFormats = ['csv', 'xlsx', 'json'] as const;
export type CleansedFileFormat = (typeof cleansedFileFormats)[number];
/** The file as it was uploaded, or its cleansed rows. */
export const downloadKinds = ['original', 'cleansed'] as const;
export const downloadQuery = z
  .object({
    kind: z.enum(downloadKinds).default('original'),
    /** Of the cleansed rows; CSV unless told. */
    format: z.enum(cleansedFileFormats).optional(),
  })
  .refine(({ kind, format }) => kind === 'cleansed' || format === undefined, {
    path: ['format'],
    message: 'The original file comes as it was uploaded. Leave the format out, or ask for kind=cleansed.',
  });

export const recordsQuery = pageQuery.extend({
  outcome: z.enum(rowOutcomes).optional(),
  reason_code: z.enum(rejectReasons).optional(),
  /** Rows that this quality issue is about. */
  issue_id: id.optional(),
  /** Text in one of the cells, in any case; cells the caller may not see are not searched. */
  search: z.string().min(1).max(200).optional(),
  /** First and last row of the page; `total` counts those outside too. */
  from_row: z.coerce.number().int().min(1).optional(),
  to_row: z.coerce.number().int().min(1).optional(),
});
export const importRecord = z.object({
  row_number: z.number().int(),
  line_number: z.number().int(),
  revision: z.number().int(),
  raw_data: valuesByKey(z.string().nullable()),
  outcome: z.enum(rowOutcomes).nullable(),
  reason_code: z.string().nullable(),
  reason: z.string().nullable(),
  asset_id: id.nullable(),
});
export const recordsPage = pageOf(importRecord);
/** Rows that a quality issue is about, in row order. */
export const issueRowsPage = recordsPage.extend({
  data_import_id: id,
  /** Key in `raw_data` of the column the issue is about; null for an issue of whole rows. */
  column: z.string().nullable(),
  /** False for an issue of which only the first rows are kept; `total` is exact all the same. */
  is_complete: z.boolean(),
});
export const recordDetails = importRecord.extend({
  /** The asset the row made or changed; null for none, and for one that is gone. */
  asset: z.object({ id, name: z.string(), asset_type: z.string() }).nullable(),
  /** Every version of the row, as uploaded first; the last one counts. */
  revisions: z.array(
    z.object({
      revision: z.number().int(),
      raw_data: valuesByKey(z.string().nullable()),
      added_at: timestamp,
      added_by_name: z.string(),
      /** The asset a person chose for the row with this revision, null for none of those it fits. */
      choice: z.object({ asset_id: z.uuid().nullable() }).nullable(),
    }),
  ),
  cleansed: z.record(z.string(), z.unknown()).nullable(),
  notes: z.array(
    z.object({
      column: z.string(),
      field: z.string(),
      rule: z.string(),
      before: z.string(),
      after: z.unknown(),
    }),
  ),
});

export const processingStep = z.object({
  step_name: z.string(),
  phase: z.string(),
  status: z.enum(['pending', 'running', 'completed', 'failed', 'not_available']),
  records_processed: z.number().int().nullable(),
  duration_ms: z.number().nullable(),
  output: z.record(z.string(), z.unknown()),
  error_code: z.string().nullable(),
  error_detail: z.string().nullable(),
});
export const processingStepsAnswer = z.object({ items: z.array(processingStep) });
