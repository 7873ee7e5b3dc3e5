import { customFieldTypes } from '@landfall/domain/catalog/custom-field-type';
import { findTargetField, targetFields } from '@landfall/domain/catalog/target-fields';
import type { TargetField } from '@landfall/domain/catalog/target-field';
import type { Amendment } from '@landfall/domain/cleansing/amendment';
import { type ColumnEvidence, noEvidence } from '@landfall/domain/cleansing/column-evidence';
import { readConstant, takesConstant } from '@landfall/domain/cleansing/constant-value';
import { type ColumnOptions, type ColumnPlan, planColumn } from '@landfall/domain/cleansing/column-plan';
import { foldWord } from '@landfall/domain/cleansing/clean-text';
import { customFieldPrefix, type ImportPlan, planImport } from '@landfall/domain/cleansing/import-plan';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';

/** A source column with what is known and decided about it. */
export interface ShapedColumn {
  readonly id: string;
  readonly position: number;
  readonly key: string;
  readonly header: string;
  readonly profile: ColumnProfile;
  readonly status: string;
  readonly targetField: string | null;
  readonly confidence: number | null;
  readonly transformation: Readonly<Record<string, unknown>>;
  readonly decisionNote: string | null;
  /** Type of the client account's own field the column is mapped to. */
  readonly customType?: string | null;
  /** True when the column holds personal data or secrets. */
  readonly isSensitive?: boolean;
}

/** The latest decision about a quality issue of the import. */
export interface DecidedIssue {
  readonly columnId: string | null;
  readonly ruleCode: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Everything the import's own rows and decisions say about how its cells are read. */
export interface ImportShape {
  readonly importId: string;
  readonly category: string;
  readonly sourceSystem: string | null;
  readonly rowCount: number;
  /** Rows with fewer cells than the header. */
  readonly shortRows: number;
  readonly layout: Pick<FileLayout, 'columns' | 'delimiter'>;
  readonly columns: readonly ShapedColumn[];
  readonly decisions: readonly DecidedIssue[];
  /** Recommendations that persons applied, in that order. */
  readonly amendments: readonly Amendment[];
  /** By column position; empty before the values were looked at. */
  readonly evidence: Readonly<Record<string, ColumnEvidence>>;
}

/** Suggestions below this confidence are not used before a person approves the mapping. */
const usableConfidence = 0.6;

/**
 * Which columns take part: those a person approved; before that the likely ones; or these and all open ones as custom
 * attributes, which is what becomes of them when a person accepts everything as proposed.
 */
export type MappingBasis = 'approved' | 'suggested' | 'assumed';

/** The catalog field, or a text field for a custom attribute, that a column feeds; undefined when it feeds none. */
export function targetOf(column: ShapedColumn, basis: MappingBasis): TargetField | undefined {
  if (column.status === 'custom_attribute') return customField(column);
  const takesPart = column.status === 'approved' || (basis !== 'approved' && isLikely(column));
  if (takesPart && column.targetField !== null)
    return findTargetField(column.targetField) ?? customField(column);
  return basis === 'assumed' && isOpen(column) ? customField({ ...column, targetField: null }) : undefined;
}

function isLikely({ status, confidence }: ShapedColumn): boolean {
  return status === 'suggested' && (confidence ?? 0) >= usableConfidence;
}

function isOpen({ status }: ShapedColumn): boolean {
  return status === 'suggested' || status === 'unmapped';
}

function customField(column: ShapedColumn): TargetField {
  const name = column.targetField ?? column.key;
  const type = customFieldTypes.find((known) => known === column.customType) ?? 'text';
  return {
    key: `${customFieldPrefix}${name}`,
    label: name,
    group: 'identification',
    type,
    mergeRule: type === 'text' ? 'concat' : 'longest',
    categories: [],
    storedOn: ['asset'],
    synonyms: [],
    description: '',
  };
}

/**
 * The plan of an import: one column plan for each column that takes part, with every decision applied. What persons had
 * done to the cleansed values belongs to the approved plan alone: they saw the values it gives.
 */
export function planOf(shape: ImportShape, basis: MappingBasis): ImportPlan {
  const fields = new Map(targetFields.map((field) => [field.key, field] as const));
  const plans = shape.columns.flatMap((column) => {
    const field = targetOf(column, basis);
    if (field === undefined) return [];
    fields.set(field.key, field);
    const own = planOfColumn(shape, column, field);
    const beside = basis === 'approved' ? besideOptions(own) : undefined;
    if (beside === undefined) return [own];
    const kept = besideField(column, field);
    fields.set(kept.key, kept);
    return [own, besidePlan(own, kept, beside)];
  });
  const plan = planImport(plans, fields);
  return basis === 'approved' && shape.amendments.length > 0
    ? { ...plan, amendments: shape.amendments }
    : plan;
}

/** What of a column is kept beside the field it feeds: words the field does not know, or texts that it cuts. */
function besideOptions({ field, type, maxLength, options }: ColumnPlan): ColumnOptions | undefined {
  const { keepsUnknown, tooLong, valueMap } = options;
  if (type === 'enum' && keepsUnknown === true)
    return { unknownTo: field, ...(valueMap === undefined ? {} : { valueMap }) };
  const isCut = type === 'text' && tooLong === 'truncate' && maxLength !== null;
  return isCut ? { ...refusals(options), longerThan: maxLength } : undefined;
}

/** Decisions by which a text, or a part of one, is not stored at all. */
function refusals({ multiValue, credentials, secrets, skip }: ColumnOptions): ColumnOptions {
  return {
    ...(multiValue === undefined ? {} : { multiValue }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(secrets === undefined ? {} : { secrets }),
    ...(skip === undefined ? {} : { skip }),
  };
}

/** The custom attribute, named as the column, for what its field does not hold. */
function besideField(column: ShapedColumn, { vocabulary = [] }: TargetField): TargetField {
  return { ...customField({ ...column, targetField: null, customType: null }), vocabulary };
}

function besidePlan(own: ColumnPlan, kept: TargetField, options: ColumnOptions): ColumnPlan {
  const { position, column, separator } = own;
  return planColumn(
    { position, key: column, header: column, evidence: noEvidence, separator },
    kept,
    options,
  );
}

/** The plan of one column for a field, with every decision applied. */
export function planOfColumn(shape: ImportShape, column: ShapedColumn, field: TargetField): ColumnPlan {
  const evidence = shape.evidence[String(column.position)] ?? noEvidence;
  const separator = column.profile.multiValue?.separator ?? null;
  const source = { position: column.position, key: column.key, header: column.header, evidence, separator };
  return planColumn(source, field, withConstants(optionsOf(shape, column), field));
}

/** Values that a person set for cells, as far as the field the column feeds now takes them, in its canonical form. */
function withConstants(
  { missingAs, invalidAs, ...options }: ColumnOptions,
  field: TargetField,
): ColumnOptions {
  const read = (text: string | undefined): string | null =>
    text === undefined || !takesConstant(field.key) ? null : readConstant(field, text);
  const [forMissing, forInvalid] = [read(missingAs), read(invalidAs)];
  return {
    ...options,
    ...(forMissing === null ? {} : { missingAs: forMissing }),
    ...(forInvalid === null ? {} : { invalidAs: forInvalid }),
  };
}

function optionsOf(shape: ImportShape, column: ShapedColumn): ColumnOptions {
  let options: ColumnOptions = fromParameters(column.transformation);
  for (const decision of shape.decisions) {
    if (decision.columnId === column.id) options = { ...options, ...optionsOfDecision(decision) };
  }
  return options;
}

type ReadOptions = (action: string, parameters: Readonly<Record<string, unknown>>) => ColumnOptions;

const skipOrKeep = ['keep', 'skip'] as const;

/** What the decisions of some rules say, beside values that are set. */
const optionsOfRule: Readonly<Record<string, ReadOptions>> = {
  multi_value: (action) =>
    isOneOf(action, ['split', 'keep', 'first_value', 'skip']) ? { multiValue: action } : {},
  too_long: (action) =>
    isOneOf(action, ['split', 'keep', 'truncate', 'first_value', 'skip']) ? { tooLong: action } : {},
  enum_unknown_value: (action) => (action === 'keep' ? { keepsUnknown: true } : {}),
  url_credentials: (action) => (isOneOf(action, skipOrKeep) ? { credentials: action } : {}),
  secret_value(action, parameters) {
    if (action === 'skip' && parameters['whole_column'] === true) return { skip: true };
    return isOneOf(action, skipOrKeep) ? { secrets: action } : {};
  },
};

/** Which cells of a column have the value that a person typed for an issue. */
const constantOfRule: Readonly<Record<string, (value: string) => ColumnOptions>> = {
  missing_values: (missingAs) => ({ missingAs }),
  invalid_value: (invalidAs) => ({ invalidAs }),
};

function optionsOfDecision({ ruleCode, action, parameters }: DecidedIssue): ColumnOptions {
  const { value } = parameters;
  if (action === 'set_value' && typeof value === 'string') return constantOfRule[ruleCode]?.(value) ?? {};
  if (action === 'set_value' || action === 'map_values') return fromParameters(parameters);
  // Skipping an ambiguous or unknown reading leaves the cells concerned unknown, as they are without a decision.
  const options = optionsOfRule[ruleCode]?.(action, parameters) ?? {};
  return action === 'split' ? { ...fromParameters(parameters), ...options } : options;
}

function isOneOf<Word extends string>(text: string, words: readonly Word[]): text is Word {
  return words.some((word) => word === text);
}

/** Options as `transformation` and decision parameters write them. */
function fromParameters(parameters: Readonly<Record<string, unknown>>): ColumnOptions {
  const { number_format: numbers, date_order: order, unit, separator, values } = parameters;
  return {
    ...(numbers === 'point' || numbers === 'comma' ? { numberFormat: numbers } : {}),
    ...(order === 'day_first' || order === 'month_first' ? { dateOrder: order } : {}),
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(typeof separator === 'string' && separator !== '' ? { separator } : {}),
    ...(isWordMap(values) ? { valueMap: foldKeys(values) } : {}),
  };
}

function isWordMap(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((word) => typeof word === 'string')
  );
}

function foldKeys(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([word, value]) => [foldWord(word), value]));
}
