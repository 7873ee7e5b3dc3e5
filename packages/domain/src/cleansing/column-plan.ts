import {
  holdsSeveral,
  type StoredUnit,
  type TargetField,
  type TargetFieldType,
} from '../catalog/target-field.ts';
import type { ColumnEvidence } from './column-evidence.ts';
import { decideDateOrder } from './column-evidence.ts';
import type { DateOrder } from './date-format.ts';
import { decideNumberFormat, type NumberFormat } from './number-format.ts';
import { needsUnit, unitFactor, unitInHeader } from './units.ts';

/** What a person decided for a column beyond its target; every member is optional. */
export interface ColumnOptions {
  readonly numberFormat?: NumberFormat;
  readonly dateOrder?: DateOrder;
  /** Unit of numbers written without one. */
  readonly unit?: string;
  readonly separator?: string;
  /** What happens to a cell that holds several values although the field takes one. */
  readonly multiValue?: 'split' | 'keep' | 'first_value' | 'skip';
  readonly tooLong?: 'split' | 'keep' | 'truncate' | 'first_value' | 'skip';
  /** What happens to a text with a user name and password inside a URL. */
  readonly credentials?: 'keep' | 'skip';
  /** What happens to a text that holds a password, a key or a token. */
  readonly secrets?: 'keep' | 'skip';
  /** Folded source word to vocabulary value. */
  readonly valueMap?: Readonly<Record<string, string>>;
  /** Canonical value of cells that hold none, set by a person. */
  readonly missingAs?: string;
  /** Canonical value of cells that cannot be read as the type of the field, set by a person. */
  readonly invalidAs?: string;
  /** Keeps words that a field with a vocabulary does not know in an attribute of their own. */
  readonly keepsUnknown?: boolean;
  /** Field whose words are left out, so that those it does not know are kept. */
  readonly unknownTo?: string;
  /** Characters of the longest text that is left out, so that those its field cuts are kept whole. */
  readonly longerThan?: number;
  /** Leaves the field unknown in every row. */
  readonly skip?: boolean;
}

/** True for the plan of an attribute that keeps what the field of the same column does not hold. */
export function isKeptBeside({ options }: Pick<ColumnPlan, 'options'>): boolean {
  return options.unknownTo !== undefined || options.longerThan !== undefined;
}

/** How the cells of one source column become values of one target field. Plain data: it is stored with the run. */
export interface ColumnPlan {
  readonly position: number;
  readonly column: string;
  readonly field: string;
  readonly type: TargetFieldType;
  readonly vocabulary: readonly string[] | null;
  readonly maxLength: number | null;
  readonly unit: StoredUnit | null;
  /** Unit of bare numbers: from the header or a decision; null when the stored unit is taken. */
  readonly bareUnit: string | null;
  /** True when `bareUnit` is neither stated nor decided, but the only one in which the numbers are sizes of machines. */
  readonly bareUnitAssumed?: boolean;
  /** True when bare numbers cannot be read because their unit is unknown and matters. */
  readonly bareUnitUnknown: boolean;
  readonly numberFormat: NumberFormat | null;
  readonly dateOrders: Readonly<Record<string, DateOrder>>;
  readonly dateOrder: DateOrder | null;
  /** Factor applied to a percentage without a sign: 100 when the column holds shares of 1. */
  readonly percentFactor: number;
  readonly separator: string | null;
  readonly options: ColumnOptions;
}

/** The column a plan is made for: its place, header and what its values say. */
export interface PlanSource {
  readonly position: number;
  readonly key: string;
  readonly header: string;
  readonly evidence: ColumnEvidence;
  /** Separator the profile found in multi-valued cells. */
  readonly separator?: string | null;
}

/** The settled reading of one column for one target field, from evidence over all rows and decisions. */
export function planColumn(source: PlanSource, field: TargetField, options: ColumnOptions = {}): ColumnPlan {
  const { evidence } = source;
  return {
    position: source.position,
    column: source.key,
    field: field.key,
    type: field.type,
    ...rulesOf(field),
    ...bareUnitOf(source, field, options),
    numberFormat: options.numberFormat ?? decideNumberFormat(evidence.numbers),
    dateOrders: decidedOrders(evidence),
    dateOrder: options.dateOrder ?? null,
    percentFactor: percentFactor(source, field),
    separator: options.separator ?? source.separator ?? null,
    options: holdsSeveral(field) ? options : withoutSplit(options),
  };
}

/** What was decided about a column while it fed a list, as far as it holds for a field that takes one value. */
function withoutSplit({ multiValue, tooLong, ...others }: ColumnOptions): ColumnOptions {
  return {
    ...others,
    ...(multiValue === undefined || multiValue === 'split' ? {} : { multiValue }),
    ...(tooLong === undefined || tooLong === 'split' ? {} : { tooLong }),
  };
}

function rulesOf(field: TargetField): Pick<ColumnPlan, 'vocabulary' | 'maxLength' | 'unit'> {
  const { vocabulary = null, maxLength = null, unit = null } = field;
  return { vocabulary, maxLength, unit };
}

function bareUnitOf(
  source: PlanSource,
  field: TargetField,
  options: ColumnOptions,
): Pick<ColumnPlan, 'bareUnit' | 'bareUnitUnknown' | 'bareUnitAssumed'> {
  const headerUnit = field.unit === undefined ? null : unitInHeader(source.header, field.unit);
  const stated = headerUnit ?? usableUnit(options.unit, field.unit);
  if (stated !== null) return { bareUnit: stated, bareUnitUnknown: false, bareUnitAssumed: false };
  if (isBareUnitCritical(source.evidence, field))
    return { bareUnit: null, bareUnitUnknown: true, bareUnitAssumed: false };
  const likely = needsUnit(field.unit) ? likelyBareUnit(source.evidence, field) : null;
  const assumed = likely === field.unit ? null : likely;
  return { bareUnit: assumed, bareUnitUnknown: false, bareUnitAssumed: assumed !== null };
}

function usableUnit(unit: string | undefined, stored: StoredUnit | undefined): string | null {
  if (unit === undefined || stored === undefined) return null;
  return unit === stored || unitFactor(unit, stored) !== undefined ? unit : null;
}

/** Sizes in GB of machines: `everyMachine` is too much for the smallest of a file, `anyMachine` for the largest. */
interface MachineSizes {
  /** What the smallest has at least; in the stored unit smaller numbers are believed too. */
  readonly least: number;
  readonly everyMachine: number;
  readonly anyMachine: number;
}

const memorySizes: MachineSizes = { least: 0.0625, everyMachine: 1024, anyMachine: 65_536 };
const storageSizes: MachineSizes = { least: 1, everyMachine: 51_200, anyMachine: 10_485_760 };
const machineSizes: Readonly<Record<string, MachineSizes>> = {
  memory_gb: memorySizes,
  storage_gb: storageSizes,
  storage_used_gb: storageSizes,
};
const exportedUnits = ['GB', 'MB', 'KB', 'B'] as const;

/**
 * The unit in which all bare numbers of a column are sizes that machines have: the stored one where it fits, else the
 * only one that does. Half of all exports state MB or bytes without saying so. Null when none or several fit.
 */
export function likelyBareUnit(evidence: ColumnEvidence, field: TargetField): string | null {
  const { min, max } = evidence.bare;
  const sizes = machineSizes[field.key];
  if (field.unit === undefined || sizes === undefined || min === null || max === null)
    return field.unit ?? null;
  const { unit: stored } = field;
  const fitting = exportedUnits.filter((unit) => {
    const factor = unitFactor(unit, stored) ?? 0;
    const [smallest, largest] = [min * factor, max * factor];
    const isEnough = unit === stored || smallest >= sizes.least;
    return isEnough && smallest < sizes.everyMachine && largest <= sizes.anyMachine;
  });
  const [only, ...others] = fitting;
  if (fitting.some((unit) => unit === stored)) return stored;
  return only !== undefined && others.length === 0 ? only : null;
}

/**
 * True when bare numbers of a field with a unit differ by more than 100 times, or are sizes of machines in no unit or
 * in several, so that no single unit can be taken for granted (`unit_unknown`, critical).
 */
export function isBareUnitCritical(evidence: ColumnEvidence, field: TargetField): boolean {
  const { min, max } = evidence.bare;
  if (!needsUnit(field.unit) || min === null || max === null) return false;
  return max / min > 100 || likelyBareUnit(evidence, field) === null;
}

function decidedOrders(evidence: ColumnEvidence): Record<string, DateOrder> {
  const orders: Record<string, DateOrder> = {};
  for (const [shape, counts] of Object.entries(evidence.dates)) {
    const order = decideDateOrder(counts);
    if (order !== null) orders[shape] = order;
  }
  return orders;
}

const shareWord =
  /%|percent|pct|prozent|pourcent|porcentaje|porcentagem|percentual|ratio|share|util|anteil|使用率/i;

function percentFactor(source: PlanSource, field: TargetField): number {
  const { max, numbers } = source.evidence;
  const shares = max !== null && max <= 1 && numbers.pointDecimal + numbers.commaDecimal > 0;
  return field.type === 'percent' && shares && shareWord.test(source.header) ? 100 : 1;
}
