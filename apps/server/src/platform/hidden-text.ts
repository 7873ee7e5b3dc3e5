import { maskerOf } from '@landfall/domain/sensitive/mask-value';

/** Stands in place of a text that a caller may not see. */
export const hiddenText = '•••';

/** How a text is shown to a caller. */
export type ShownText = (text: string) => string;

/** Shows every text as it stands. */
export const asItStands: ShownText = (text) => text;

interface ShownColumn {
  readonly maySee: boolean;
  /** True for a column whose cells are hidden as a whole. */
  readonly isSensitive: boolean;
  readonly header?: string;
}

/** How the cells of a column are shown: those of a plain column with what is personal or secret in them masked. */
export function shownCells({ maySee, isSensitive, header }: ShownColumn): ShownText {
  if (maySee) return asItStands;
  return isSensitive ? () => hiddenText : maskerOf(header);
}

/** Shorter numbers are figures, no numbers of people or cards. */
const leastKnownNumber = 1e11;

/** A number as it is shown; null for one that is personal as a text. */
export function shownNumber(value: number, shown: ShownText): number | null {
  if (Math.abs(value) < leastKnownNumber) return value;
  return shown(String(value)) === String(value) ? value : null;
}

/** A value with every text in it shown so, names of its members included; a number that is not shown becomes null. */
export function shownWithin(value: unknown, shown: ShownText): unknown {
  if (typeof value === 'string') return shown(value);
  if (typeof value === 'number') return shownNumber(value, shown);
  if (Array.isArray(value)) return value.map((item) => shownWithin(item, shown));
  return isRecord(value) ? shownMembers(value, shown) : value;
}

/** The same of a record. */
export function shownMembers(
  members: Readonly<Record<string, unknown>>,
  shown: ShownText,
): Record<string, unknown> {
  const entries = Object.entries(members).map(([key, member]) => [shown(key), shownWithin(member, shown)]);
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
