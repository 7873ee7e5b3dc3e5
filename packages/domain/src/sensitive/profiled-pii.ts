import type { ColumnProfile } from '../tabular/column-profile.ts';
import { type PiiKind, piiKinds } from './detect-pii.ts';
import { piiHintsOf } from './pii-hints.ts';
import { type PiiScan, PiiScanner } from './pii-scan.ts';

/** Share of the cells from which on a form makes a column personal when its header does not say so. */
const unnamedShare = 0.5;

/**
 * The kind of personal data that a column holds, as far as the values its profile keeps tell: by the rules of the scan
 * of all values. `least` is the share of filled cells, 0 to 1, that is enough where the header names personal data too.
 */
export function profiledPii(profile: ColumnProfile, least: number): PiiKind | null {
  const values = keptValues(profile);
  const scan = scanOf(profile, values);
  const filled = Object.values(profile.kinds).reduce((sum, count) => sum + count, 0);
  if (values.length === 0 || filled === 0) return null;
  const isNamed = Object.values(piiHintsOf(profile.header)).some(Boolean);
  const enough = filled * (isNamed ? least : Math.max(least, unnamedShare));
  return piiKinds.find((kind) => cellsOf(kind, { values, scan, filled }) >= Math.max(1, enough)) ?? null;
}

interface KeptValue {
  readonly value: string;
  /** Cells with the value; of a sample that is none of the most frequent values it is not known, and few. */
  readonly count: number;
}

function keptValues({ topValues, samples }: ColumnProfile): KeptValue[] {
  const known = new Set(topValues.map(({ value }) => value));
  const others = [...new Set(samples)].filter((value) => !known.has(value));
  return [...topValues, ...others.map((value) => ({ value, count: 0 }))];
}

function scanOf({ position, header }: ColumnProfile, values: readonly KeptValue[]): PiiScan {
  const scanner = new PiiScanner([{ position, header, field: null }], values.length);
  for (const [row, { value }] of values.entries()) scanner.add(row, 0, value);
  return scanner.result();
}

interface KeptCells {
  readonly values: readonly KeptValue[];
  readonly scan: PiiScan;
  readonly filled: number;
}

/** Cells of a kind: those of the frequent values, and of all other cells the share that the rarest values have. */
function cellsOf(kind: PiiKind, { values, scan, filled }: KeptCells): number {
  const isOfKind = values.map((_, row) => scan.kindsOf(row).includes(kind));
  const listed = values.reduce((sum, { count }) => sum + count, 0);
  const fewest = values.reduce(
    (least, { count }) => (count === 0 ? least : Math.min(least, count)),
    Infinity,
  );
  const hits = values.reduce((sum, { count }, row) => sum + (isOfKind[row] === true ? count : 0), 0);
  const rare = values.flatMap(({ count }, row) => (count <= fewest ? [isOfKind[row] === true] : []));
  const rareHits = rare.filter(Boolean).length;
  return hits + Math.max(0, filled - listed) * (rare.length === 0 ? 0 : rareHits / rare.length);
}
