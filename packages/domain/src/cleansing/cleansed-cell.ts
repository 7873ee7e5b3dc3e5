/** Why a filled cell has no value: rule codes of the quality issues. */
export const cellIssues = [
  'invalid_value',
  'enum_unknown_value',
  'unit_unknown',
  'number_format_ambiguous',
  'date_order_ambiguous',
] as const;
export type CellIssue = (typeof cellIssues)[number];

/**
 * One cleansed cell. `value` is the canonical text of the target type (lists joined by line feeds), or null
 * for unknown; `issue` says why a filled cell has none or only part of one.
 */
export interface CleansedCell {
  readonly value: string | null;
  readonly issue: CellIssue | null;
}

/** A cell without a value and without a complaint. */
export const missing: CleansedCell = { value: null, issue: null };

/** A cell with a value and no issue. */
export function cell(value: string): CleansedCell {
  return { value, issue: null };
}

/** A filled cell that cannot be read. */
export function failed(issue: CellIssue): CleansedCell {
  return { value: null, issue };
}
