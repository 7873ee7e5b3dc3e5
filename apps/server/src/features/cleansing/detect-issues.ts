import type { StoredUnit, TargetField } from '@landfall/domain/catalog/target-field';
import { type CheckThresholds, defaultThresholds } from '@landfall/domain/checks/check-thresholds';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import type { ColumnEvidence } from '@landfall/domain/cleansing/column-evidence';
import { noEvidence } from '@landfall/domain/cleansing/column-evidence';
import { type ColumnPlan, isBareUnitCritical, likelyBareUnit } from '@landfall/domain/cleansing/column-plan';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { takesConstant } from '@landfall/domain/cleansing/constant-value';
import { missingCells, placeholderCells } from '@landfall/domain/cleansing/placeholder-cells';
import { needsUnit } from '@landfall/domain/cleansing/units';
import {
  cellRules,
  type IssueDraft,
  type IssueRule,
  type IssueSeverity,
} from '@landfall/domain/quality/issue-rules';
import { unknownWords } from '@landfall/domain/quality/unknown-words';
import { namesSecrets } from '@landfall/domain/tabular/text-findings';
import type { BlockNotes, ColumnNotes, IssueNotes } from './block-notes.ts';
import { type ImportShape, type MappingBasis, type ShapedColumn, targetOf } from './import-shape.ts';

/** A mapped column with everything its issues are computed from. */
interface MappedColumn {
  readonly column: ShapedColumn;
  readonly field: TargetField;
  readonly plan: ColumnPlan;
  readonly evidence: ColumnEvidence;
}

const none = { ranges: [], sample: [] } as const;

/** Issues that profile and evidence of all rows show, for the columns that take part. */
export function profileIssues(
  shape: ImportShape,
  plan: ImportPlan,
  { basis, thresholds = defaultThresholds }: { basis: MappingBasis; thresholds?: CheckThresholds },
): IssueDraft[] {
  return [
    ...mappedColumns(shape, plan, basis).flatMap((mapped) => columnIssues(shape, mapped, thresholds)),
    ...shape.columns.flatMap((column) => givenAwayIssues(column, targetOf(column, basis))),
    ...shape.columns.flatMap((column) =>
      valueIssues(
        column,
        plan.columns.find(({ position }) => position === column.position),
        thresholds,
      ),
    ),
    ...rowIssues(shape),
  ];
}

function rowIssues({ shortRows }: ImportShape): IssueDraft[] {
  if (shortRows === 0) return [];
  const issue = { ...none, rule: 'short_rows', severity: 'info', columnId: null, targetField: null } as const;
  return [{ ...issue, rowCount: shortRows, detail: {} }];
}

function mappedColumns(shape: ImportShape, plan: ImportPlan, basis: MappingBasis): MappedColumn[] {
  return plan.columns.flatMap((columnPlan) => {
    const column = shape.columns.find(({ position }) => position === columnPlan.position);
    const field = column === undefined ? undefined : targetOf(column, basis);
    if (column === undefined || field === undefined) return [];
    return [
      { column, field, plan: columnPlan, evidence: shape.evidence[String(column.position)] ?? noEvidence },
    ];
  });
}

function columnIssues(shape: ImportShape, mapped: MappedColumn, thresholds: CheckThresholds): IssueDraft[] {
  return [
    numberFormatIssue(mapped),
    dateOrderIssue(mapped),
    unitIssue(mapped),
    multiValueIssue(shape, mapped, thresholds),
    tooLongIssue(shape, mapped),
    classificationIssue(shape, mapped),
    duplicateIpIssue(mapped),
  ].filter((issue) => issue !== undefined);
}

const separatedTypes = new Set(['decimal', 'money', 'percent']);

function numberFormatIssue({ column, field, plan, evidence }: MappedColumn): IssueDraft | undefined {
  const { ambiguousPoint, ambiguousComma, pointDecimal, commaDecimal } = evidence.numbers;
  const count = ambiguousPoint + ambiguousComma;
  const settled = plan.numberFormat !== null && plan.options.numberFormat === undefined;
  if (!separatedTypes.has(field.type) || settled || count === 0) return undefined;
  const recommended = commaDecimal > pointDecimal ? 'comma' : 'point';
  const detail = { recommended, ambiguous_point: ambiguousPoint, ambiguous_comma: ambiguousComma };
  return issueOf(column, field, { rule: 'number_format_ambiguous', severity: 'critical', count, detail });
}

function dateOrderIssue({ column, field, plan, evidence }: MappedColumn): IssueDraft | undefined {
  if (field.type !== 'date' && field.type !== 'timestamp') return undefined;
  const open = Object.entries(evidence.dates).filter(([shape]) => plan.dateOrders[shape] === undefined);
  const count = open.reduce((sum, [, counts]) => sum + counts.ambiguous, 0);
  if (count === 0) return undefined;
  const dayFirst = open.reduce((sum, [, counts]) => sum + counts.dayFirst - counts.monthFirst, 0);
  const detail = { recommended: dayFirst < 0 ? 'month_first' : 'day_first' };
  return issueOf(column, field, { rule: 'date_order_ambiguous', severity: 'critical', count, detail });
}

const unitChoices: Readonly<Partial<Record<StoredUnit, readonly string[]>>> = {
  GB: ['GB', 'MB', 'TB', 'KB', 'B'],
  bytes: ['B', 'KB', 'MB', 'GB'],
  'MB/s': ['MB/s', 'KB/s', 'Mbit/s', 'Gbit/s'],
  'Mbit/s': ['Mbit/s', 'Gbit/s', 'kbit/s', 'MB/s'],
  hours: ['h', 'min', 'd'],
};

function unitIssue({ column, field, plan, evidence }: MappedColumn): IssueDraft | undefined {
  const decided = plan.options.unit !== undefined;
  if (field.unit === undefined || !needsUnit(field.unit) || evidence.bare.count === 0) return undefined;
  if (plan.bareUnit !== null && plan.bareUnitAssumed !== true && !decided) return undefined;
  const severity = isBareUnitCritical(evidence, field) ? 'critical' : 'warning';
  const likely = likelyBareUnit(evidence, field) ?? field.unit;
  const units = [...new Set([likely, ...(unitChoices[field.unit] ?? [field.unit])])];
  const detail = { units, assumed: likely, min: evidence.bare.min, max: evidence.bare.max };
  return issueOf(column, field, { rule: 'unit_unknown', severity, count: evidence.bare.count, detail });
}

/** Text fields in which several values mean several things; lists and free text are not among them. */
const singleValued = new Set(
  `name hostname serial_number asset_tag external_id operating_system os_version model environment cluster
  virtual_host database_name database_type application_id vlan subnet`.split(/\s+/),
);

/**
 * What stands between the items of cells whose field takes each item as a value of its own: applications an asset is
 * linked to. In a file about applications the name is the row's own.
 */
function splitsAt({ category }: ImportShape, { column, field }: MappedColumn): { splits_at?: string } {
  const separator = column.profile.multiValue?.separator;
  const takesSeveral = field.type === 'text' && field.mergeRule === 'list' && category !== 'app_discovery';
  return takesSeveral && separator !== undefined ? { splits_at: separator } : {};
}

function multiValueIssue(
  shape: ImportShape,
  mapped: MappedColumn,
  { multiValueShare }: CheckThresholds,
): IssueDraft | undefined {
  const { column, field } = mapped;
  const found = column.profile.multiValue;
  if (found === null || found.rows === 0) return undefined;
  const splits = splitsAt(shape, mapped);
  if (!singleValued.has(field.key) && splits.splits_at === undefined) return undefined;
  const severity = found.rows >= column.profile.rows * multiValueShare ? 'critical' : 'warning';
  const detail = { separator: found.separator, max_items: found.maxItems, ...splits };
  return issueOf(column, field, { rule: 'multi_value', severity, count: found.rows, detail });
}

function tooLongIssue(shape: ImportShape, mapped: MappedColumn): IssueDraft | undefined {
  const { column, field } = mapped;
  const longest = column.profile.maxLength ?? 0;
  if (field.maxLength === undefined || longest <= field.maxLength) return undefined;
  // Profiles stored before lengths were counted know only the longest value.
  const count = column.profile.longerThan?.[field.maxLength] ?? 1;
  const detail = {
    limit: field.maxLength,
    exceeds_by: longest - field.maxLength,
    ...splitsAt(shape, mapped),
  };
  return issueOf(column, field, { rule: 'too_long', severity: 'critical', count, detail });
}

/** What gives secrets away. Asked of every column: one that nothing fits may still be kept under its header. */
function givenAwayIssues(column: ShapedColumn, field: TargetField | undefined): IssueDraft[] {
  return [...credentialsIssues(column, field), ...secretIssues(column, field)];
}

function credentialsIssues(column: ShapedColumn, field: TargetField | undefined): IssueDraft[] {
  const count = column.profile.findings?.url_credentials ?? 0;
  return count === 0
    ? []
    : [issueOf(column, field, { rule: 'url_credentials', severity: 'critical', count })];
}

/** Cells with a secret in them; all texts of a column whose header says that it holds nothing else. */
function secretIssues(column: ShapedColumn, field: TargetField | undefined): IssueDraft[] {
  const { findings, kinds, header } = column.profile;
  const isWhole = namesSecrets(header);
  const count = isWhole ? (kinds.text ?? 0) : (findings?.secret_value ?? 0);
  if (count === 0) return [];
  const detail = { whole_column: isWhole };
  return [issueOf(column, field, { rule: 'secret_value', severity: 'critical', count, detail })];
}

/** In a register of sensitive data a word for its protection that nobody knows may hide the strictest class. */
function classificationIssue(shape: ImportShape, { column, field }: MappedColumn): IssueDraft | undefined {
  if (!asksForClasses(shape, field.key)) return undefined;
  const values = unknownWords(column.profile, field);
  const count = values.reduce((sum, each) => sum + each.count, 0);
  if (count === 0) return undefined;
  const detail = { values, exact: column.profile.distinctCount <= column.profile.topValues.length };
  return issueOf(column, field, { rule: 'unknown_classification', severity: 'critical', count, detail });
}

function asksForClasses({ category }: ImportShape, field: string | null): boolean {
  return category === 'sensitive_data' && field === 'data_classification';
}

/** Rows whose address other rows have too; at least so many when there are too many addresses to tell all apart. */
function duplicateIpIssue({ column, field }: MappedColumn): IssueDraft | undefined {
  if (field.key !== 'ip_address') return undefined;
  const { topValues, distinctCount, distinctExact, kinds } = column.profile;
  const shared = topValues.filter(({ count }) => count > 1);
  const filled = Object.values(kinds).reduce((sum, cells) => sum + cells, 0);
  const atLeast = shared.reduce((sum, { count }) => sum + count - 1, 0);
  const count = distinctExact ? filled - distinctCount : atLeast;
  if (count === 0) return undefined;
  return issueOf(column, field, {
    rule: 'duplicate_ip',
    severity: 'info',
    count,
    detail: { exact: distinctExact, values: shared },
  });
}

interface Found {
  readonly rule: IssueRule;
  readonly severity: IssueSeverity;
  readonly count: number;
  readonly detail?: Readonly<Record<string, unknown>>;
}

function issueOf(column: ShapedColumn, field: TargetField | undefined, found: Found): IssueDraft {
  const sample = column.profile.samples.slice(0, 5).map((value) => ({ row_number: 0, value }));
  return {
    ...none,
    rule: found.rule,
    severity: found.severity,
    columnId: column.id,
    targetField: field?.key ?? null,
    rowCount: found.count,
    sample: found.rule === 'missing_values' ? [] : sample.filter(({ row_number: row }) => row > 0),
    detail: found.detail ?? {},
  };
}

function valueIssues(
  column: ShapedColumn,
  plan: ColumnPlan | undefined,
  { missingShare, manyMissingShare }: CheckThresholds,
): IssueDraft[] {
  const { rows } = column.profile;
  const missing = missingCells(column.profile, plan);
  const placeholders = placeholderCells(column.profile, plan);
  const field = plan === undefined ? undefined : findTargetField(plan.field);
  const issues: IssueDraft[] = [];
  if (missing > rows * missingShare && missing < rows) {
    const severity = missing > rows * manyMissingShare ? 'warning' : 'info';
    issues.push(
      issueOf(column, field, {
        rule: 'missing_values',
        severity,
        count: missing,
        detail: { share: missing / rows, ...constantFor(plan?.field ?? null) },
      }),
    );
  }
  if (placeholders > 0) {
    issues.push(
      issueOf(column, undefined, { rule: 'placeholder_values', severity: 'info', count: placeholders }),
    );
  }
  return [...issues, ...mixedTypes(column), ...textIssues(column)];
}

/** Whether a person may set one value for cells of a field. */
function constantFor(field: string | null): { takes_constant?: true } {
  const isTaken = field !== null && findTargetField(field) !== undefined && takesConstant(field);
  return isTaken ? { takes_constant: true } : {};
}

function textIssues(column: ShapedColumn): IssueDraft[] {
  return (['looks_executable', 'pii_in_free_text'] as const).flatMap((rule) => {
    const count = column.profile.findings?.[rule] ?? 0;
    return count === 0 ? [] : [issueOf(column, undefined, { rule, severity: 'info', count })];
  });
}

function mixedTypes(column: ShapedColumn): IssueDraft[] {
  const counts = Object.values(column.profile.kinds).filter((count) => count > 0);
  const filled = counts.reduce((sum, count) => sum + count, 0);
  const others = filled - Math.max(...counts, 0);
  if (others < filled * 0.05) return [];
  return [
    issueOf(column, undefined, {
      rule: 'mixed_types',
      severity: 'info',
      count: others,
      detail: { kinds: column.profile.kinds },
    }),
  ];
}

/** Issues of cells that could not be converted, with exact counts, from cleansing all rows. */
export function cleansedFieldIssues(shape: ImportShape, plan: ImportPlan, notes: BlockNotes): IssueDraft[] {
  return notes.columns.flatMap((columnNotes) => {
    const column = shape.columns.find(({ position }) => position === columnNotes.position);
    const field = plan.columns.find(({ position }) => position === columnNotes.position)?.field ?? null;
    const issues = column === undefined ? [] : cellIssues(column, field, columnNotes);
    // Of these words `unknown_classification` asks.
    return asksForClasses(shape, field) ? issues.filter(({ rule }) => rule !== 'enum_unknown_value') : issues;
  });
}

/** Cell failures that are issues of their own; the other kinds are raised from the evidence of the column. */
function cellIssues(column: ShapedColumn, field: string | null, notes: ColumnNotes): IssueDraft[] {
  return cellRules.flatMap((rule) => {
    const found = notes.issues.find(({ issue }) => issue === rule);
    return found === undefined ? [] : [cellIssue(column, field, { rule, found })];
  });
}

function cellIssue(
  column: ShapedColumn,
  field: string | null,
  { rule, found }: { rule: IssueRule; found: IssueNotes },
): IssueDraft {
  return {
    rule,
    severity: 'warning',
    columnId: column.id,
    targetField: field,
    rowCount: found.count,
    ranges: found.ranges,
    sample: found.samples.map(({ row, value }) => ({ row_number: row, value: value.slice(0, 200) })),
    detail: {
      ...(rule === 'invalid_value' ? constantFor(field) : {}),
      values: found.texts.slice(0, 50).map(([value, count]) => ({ value: value.slice(0, 200), count })),
    },
  };
}
