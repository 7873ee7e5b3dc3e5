import type { TargetField } from '../api/entities.ts';
import { formatAmount, formatValue } from './format.ts';

/** Types whose numbers are amounts; a port is a name made of digits. */
const amounts: ReadonlySet<string> = new Set(['integer', 'decimal', 'money', 'percent']);

/** A value of a catalog field: words of its vocabulary without underscores, amounts with separators. */
export function fieldValueText(field: Pick<TargetField, 'type'> | undefined, value: unknown): string {
  if (field?.type === 'enum' && typeof value === 'string') return value.replaceAll('_', ' ');
  if (field !== undefined && amounts.has(field.type) && typeof value === 'number') return formatAmount(value);
  return formatValue(value);
}
