import type { IssueDraft, IssueRule, IssueSeverity } from '../quality/issue-rules.ts';
import type { CheckVerdict } from './check.ts';

/** The checks every file gets, whatever its category, in the order they are run and shown. */
export const generalChecks = ['format', 'duplicates', 'quality', 'schema'] as const;
export type GeneralCheck = (typeof generalChecks)[number];

/** Rules each check goes by. */
const rulesOf: Readonly<Record<GeneralCheck, readonly IssueRule[]>> = {
  format: ['short_rows', 'invalid_value', 'number_format_ambiguous', 'date_order_ambiguous', 'unit_unknown'],
  duplicates: ['contradictory_duplicate', 'duplicate_ip'],
  quality: [
    'missing_values',
    'placeholder_values',
    'mixed_types',
    'multi_value',
    'enum_unknown_value',
    'unknown_classification',
    'url_credentials',
    'secret_value',
    'looks_executable',
    'pii_in_free_text',
  ],
  schema: ['identity_unreachable', 'too_long', 'required_together', 'implausible_value'],
};

/** What the general checks judge. */
export interface GeneralFacts {
  readonly rows: number;
  readonly columns: number;
  /** Columns that feed a field. */
  readonly mapped: number;
  /** Filled cells of these columns, and those of them that the field cannot take. */
  readonly filled: number;
  readonly unreadable: number;
  readonly issues: readonly Pick<IssueDraft, 'rule' | 'severity' | 'rowCount'>[];
  /** Rows another row of the file leads; null when no column identifies rows. */
  readonly duplicateRows: number | null;
  /** Facts for migration that no column feeds. */
  readonly recommended: readonly string[];
}

/** What one check says; `missing` names the fields of which it needs one when it could not be computed. */
export interface GeneralResult {
  readonly verdict: CheckVerdict;
  readonly counts: Readonly<Record<string, number>>;
  readonly missing: readonly string[];
}

/** Fields whose values say that two rows are about the same thing: the strong ones, else the host name. */
export const duplicateFields = ['serial_number', 'uuid', 'fqdn', 'external_id', 'hostname'] as const;

/** The result of a general check, from what was found in all rows. */
export function generalResult(name: GeneralCheck, facts: GeneralFacts): GeneralResult {
  if (name === 'duplicates' && facts.duplicateRows === null)
    return { verdict: 'not_available', counts: {}, missing: [...duplicateFields] };
  const rules = new Set<IssueRule>(rulesOf[name]);
  const issues = facts.issues.filter(({ rule }) => rules.has(rule));
  const counts: Record<string, number> = { ...lookedAt(name, facts) };
  for (const { rule, rowCount } of issues) counts[rule] = (counts[rule] ?? 0) + rowCount;
  return { verdict: verdictOf(issues, name === 'duplicates' ? facts.duplicateRows : 0), counts, missing: [] };
}

function lookedAt(name: GeneralCheck, facts: GeneralFacts): Record<string, number> {
  const { rows, columns, mapped, filled, unreadable, duplicateRows, recommended } = facts;
  if (name === 'format') return { rows, columns, filled, unreadable };
  if (name === 'duplicates') return { rows, duplicate_rows: duplicateRows ?? 0 };
  if (name === 'quality') return { rows, columns };
  return { columns, mapped, recommended_unmapped: recommended.length };
}

function verdictOf(
  issues: readonly { readonly severity: IssueSeverity }[],
  duplicateRows: number | null,
): CheckVerdict {
  const severities = new Set(issues.map(({ severity }) => severity));
  if (severities.has('critical')) return 'critical';
  if (severities.has('warning')) return 'warning';
  return severities.has('info') || (duplicateRows ?? 0) > 0 ? 'info' : 'passed';
}
