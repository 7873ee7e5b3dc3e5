import { personalMaskerOf, secretMaskerOf } from '@landfall/domain/sensitive/mask-value';

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

/** How the cells of a column are shown: those of a plain column with the secrets in them masked. */
export function shownCells({ maySee, isSensitive, header = '' }: ShownColumn): ShownText {
  if (maySee) return asItStands;
  return isSensitive ? () => hiddenText : secretMaskerOf(header);
}

/** Who looks at an asset. */
export interface AssetSight {
  readonly maySee: boolean;
  /** True when an import of sensitive data made the asset or gave it values. */
  readonly isSensitive: boolean;
}

/** How the values of an asset are shown: without secrets, and without what is personal where sensitive data was imported. */
export function shownValues({ maySee, isSensitive }: AssetSight, header = ''): ShownText {
  if (maySee) return asItStands;
  return isSensitive ? personalMaskerOf(header) : secretMaskerOf(header);
}

/** A value with every text in it shown so, names of its members included. */
export function shownWithin(value: unknown, shown: ShownText): unknown {
  if (typeof value === 'string') return shown(value);
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
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}
