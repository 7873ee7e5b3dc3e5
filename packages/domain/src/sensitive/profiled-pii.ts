import type { ColumnProfile } from '../tabular/column-profile.ts';
import { type PiiKind, piiKinds } from './detect-pii.ts';
import { piiHintsOf } from './pii-hints.ts';
import { PiiScanner } from './pii-scan.ts';

/** Share of the values from which on a form makes a column personal when its header does not say so. */
const unnamedShare = 0.5;

/**
 * The kind of personal data that a column holds, as far as the values its profile keeps tell: by the rules of the scan
 * of all values. `least` is the share of values, 0 to 1, that is enough where the header names personal data too.
 */
export function profiledPii(profile: ColumnProfile, least: number): PiiKind | null {
  const { position, header, topValues, samples } = profile;
  const values = [...new Set([...topValues.map(({ value }) => value), ...samples])];
  const scanner = new PiiScanner([{ position, header, field: null }], values.length);
  for (const [row, value] of values.entries()) scanner.add(row, 0, value);
  const [column] = scanner.result().columns;
  if (column === undefined || column.filled === 0) return null;
  const isNamed = Object.values(piiHintsOf(header)).some(Boolean);
  const enough = column.filled * (isNamed ? least : Math.max(least, unnamedShare));
  return piiKinds.find((kind) => (column.hits[kind] ?? 0) >= Math.max(1, enough)) ?? null;
}
