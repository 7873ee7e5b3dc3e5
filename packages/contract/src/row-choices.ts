import { z } from 'zod';
import { flowSummary } from './flows.ts';

const id = z.uuid();
const text = z.string().nullable();

/** An asset that a rejected row may be about, with what tells it from the others. */
const rowCandidate = z.object({
  asset_id: id,
  name: z.string(),
  asset_type: z.string(),
  /** What it is known by and where it stands, as text by field; fields without a value are left out. */
  fields: z.record(z.string(), z.string()),
});
export type RowCandidate = z.infer<typeof rowCandidate>;

const rowQuestion = z.object({
  /** What the question is about; goes back with the choice. */
  about: z.string(),
  /** Name or address of an end of connections as the file writes it; null for the asset the row itself describes. */
  named: text,
  /** Rejected rows that the choice lets go on. */
  rows: z.number().int(),
  candidates: z.array(rowCandidate),
  /** Assets that fit besides those listed. */
  more: z.number().int(),
});

/** What a person can choose for a rejected row; no question for one that is rejected for another reason. */
export const rowQuestions = z.object({
  row_number: z.number().int(),
  questions: z.array(rowQuestion),
  /** False when the import was told to make no assets: a row that is none of the candidates stays rejected. */
  creates_missing: z.boolean(),
  flow: flowSummary,
});
export type RowQuestions = z.infer<typeof rowQuestions>;

export const rowChoiceBody = z.strictObject({
  about: z.string().min(1).max(1_100_000),
  /** One of the candidates; null for none of them. */
  asset_id: id.nullable(),
  /** Version of the flow the candidates were shown at. */
  expected_version: z.number().int(),
});
export type RowChoiceBody = z.infer<typeof rowChoiceBody>;

export const rowChoiceAnswer = z.object({
  /** Rows that go on with the choice. */
  rows: z.number().int(),
  /** The revision that keeps it. */
  revision: z.number().int(),
  flow: flowSummary,
});
export type RowChoiceAnswer = z.infer<typeof rowChoiceAnswer>;
