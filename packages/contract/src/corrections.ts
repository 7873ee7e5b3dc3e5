import { correctionRefusals } from '@landfall/domain/corrections/correct-rows';
import { rejectReasons } from '@landfall/domain/inventory/row-results';
import { z } from 'zod';
import { flowSummary } from './flows.ts';
import { valuesByKey } from './values-by-key.ts';

export const rejectedRowsQuery = z.object({
  from_row: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const rejectedRow = z.object({
  row_number: z.number().int(),
  line_number: z.number().int(),
  /** 0 as uploaded; each correction of the row has the next one of the import. */
  revision: z.number().int(),
  reason_code: z.enum(rejectReasons),
  reason: z.string(),
  /** By column key; null where the row has no value. */
  cells: valuesByKey(z.string().nullable()),
});
export type RejectedRow = z.infer<typeof rejectedRow>;

export const rejectedRowsPage = z.object({
  columns: z.array(
    z.object({
      key: z.string(),
      header: z.string(),
      /** True for personal or secret data that the caller may not see; its cells are masked. */
      is_hidden: z.boolean(),
    }),
  ),
  items: z.array(rejectedRow),
  total: z.number().int(),
  /** First row of the next page; null after the last. */
  next_row: z.number().int().nullable(),
  flow: flowSummary,
});

/** Rows corrected in the grid: only the cells that change, by column key. */
export const correctionRows = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        row_number: z.number().int().min(1),
        values: valuesByKey(z.string().max(1_048_576).nullable(), z.string().max(10_000)),
      }),
    )
    .min(1)
    .max(1000),
});

export const correctionAnswer = z.object({
  accepted: z.number().int(),
  /** Lines that say what their row said before. */
  unchanged: z.number().int(),
  refused: z.array(
    z.object({
      /** Of the file; for a list of rows the place in it. */
      line: z.number().int(),
      row_number: z.number().int().nullable(),
      code: z.enum(correctionRefusals),
      message: z.string(),
    }),
  ),
  /** Revision of the accepted rows. */
  revision: z.number().int().nullable(),
  flow: flowSummary,
});
export type CorrectionAnswer = z.infer<typeof correctionAnswer>;
