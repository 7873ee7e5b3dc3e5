import type { TargetFieldType } from '../catalog/target-field.ts';
import type { CleansedCell } from './cleansed-cell.ts';
import type { ColumnPlan } from './column-plan.ts';
import {
  parseDigits,
  readWrittenNumber,
  shapeOfNumber,
  type NumberFormat,
  type WrittenNumber,
} from './number-format.ts';
import { isMoneyWord, needsUnit, unitFactor } from './units.ts';

const maxInt32 = 2_147_483_647;
const none = { value: null } as const;

/** Cleanses a number of any numeric type: separators by the column's format, converted to the stored unit. */
export function cleanseNumber(plan: ColumnPlan, text: string): CleansedCell {
  const number = readWrittenNumber(plan.type === 'port' ? withoutTransport(text) : text);
  if (number === undefined) return { ...none, issue: 'invalid_value' };
  const magnitude = parseDigits(number.digits, formatFor(plan, number.digits));
  if (magnitude === undefined) {
    const ambiguous = shapeOfNumber(number.digits).startsWith('ambiguous');
    return { ...none, issue: ambiguous ? 'number_format_ambiguous' : 'invalid_value' };
  }
  const factor = factorFor(plan, number);
  if (factor === undefined) return { ...none, issue: isBare(number) ? 'unit_unknown' : 'invalid_value' };
  return bounded(plan, (number.negative ? -magnitude : magnitude) * factor);
}

/** True for a number alone: which unit it is in can be asked for all such cells; of other words nobody knows. */
function isBare({ unit, prefix }: WrittenNumber): boolean {
  return unit === '' && prefix === '';
}

/** The port of `TCP/8080`, `tcp:443` or `53/udp`. */
function withoutTransport(text: string): string {
  return text.replace(/^(?:tcp|udp|sctp)\s?[/:]\s?(?=\d+$)|(?<=^\d+)\s?[/:]\s?(?:tcp|udp|sctp)$/i, '');
}

/** Integers have no decimals, so a lone separator before three digits groups unless the column says otherwise. */
function formatFor(plan: ColumnPlan, digits: string): NumberFormat | null {
  if (plan.numberFormat !== null || (plan.type !== 'integer' && plan.type !== 'port'))
    return plan.numberFormat;
  return shapeOfNumber(digits) === 'ambiguous_point' ? 'comma' : 'point';
}

function factorFor(plan: ColumnPlan, number: WrittenNumber): number | undefined {
  if (plan.type === 'money') {
    const isAmount = isMoneyWord(number.unit, plan.field) && isMoneyWord(number.prefix, plan.field);
    return isAmount ? 1 : undefined;
  }
  if (number.prefix !== '') return undefined;
  if (plan.type === 'percent') return percentFactor(plan, number.unit);
  if (number.unit === '') return bareFactor(plan);
  return plan.unit === null ? undefined : unitFactor(number.unit, plan.unit);
}

function percentFactor(plan: ColumnPlan, unit: string): number | undefined {
  if (unit === '') return plan.percentFactor;
  return unitFactor(unit, 'percent');
}

function bareFactor(plan: ColumnPlan): number | undefined {
  if (plan.unit === null || !needsUnit(plan.unit)) return 1;
  if (plan.bareUnitUnknown) return undefined;
  if (plan.bareUnit === null || plan.bareUnit === plan.unit) return 1;
  return unitFactor(plan.bareUnit, plan.unit);
}

function bounded(plan: ColumnPlan, value: number): CleansedCell {
  const rounded = Math.round(value * 10_000) / 10_000;
  const inRange = Number.isFinite(rounded) && ranges[plan.type]?.(rounded, plan) !== false;
  if (!inRange) return { ...none, issue: 'invalid_value' };
  return { value: String(Object.is(rounded, -0) ? 0 : rounded), issue: null };
}

const ranges: Readonly<Partial<Record<TargetFieldType, (value: number, plan: ColumnPlan) => boolean>>> = {
  percent: (value) => value >= 0 && value <= 100,
  port: (value) => Number.isInteger(value) && value >= 0 && value <= 65_535,
  integer: isIntegerInRange,
  money: (value) => Math.abs(value) < 1e14,
  decimal: (value, plan) => plan.unit === null || value >= 0,
};

const bigUnits = new Set(['bytes', 'users', 'connections']);

function isIntegerInRange(value: number, plan: ColumnPlan): boolean {
  if (!Number.isInteger(value) || value < 0) return false;
  if (plan.field === 'migration_priority') return value >= 1 && value <= 5;
  return value <= (plan.unit !== null && bigUnits.has(plan.unit) ? Number.MAX_SAFE_INTEGER : maxInt32);
}
