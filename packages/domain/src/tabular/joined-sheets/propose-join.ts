import type { SourceColumn } from '../file-layout.ts';
import { columnPairs, identityStrength } from './key-columns.ts';
import { countAmong, distinctCount, type KeyHashes } from './key-hashes.ts';
import type { ColumnPair } from './sheet-join.ts';

/** A sheet with what is known of its columns. */
export interface SurveyedSheet {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
  readonly hashes: KeyHashes;
}

/** A way to join a sheet, judged by all rows. */
export interface JoinProposal {
  readonly key: readonly ColumnPair[];
  readonly leadUniqueness: number;
  readonly coverage: number;
  /** From 0 to 1; how much the key looks like that of machines which both sheets have. */
  readonly score: number;
}

/** Uniqueness in the lead sheet from which a key is one of machines, and coverage below which it says nothing. */
const uniqueEnough = 0.9;
const coveredEnough = 0.3;
/** Single columns that are tried together where none alone tells all rows apart. */
const mostCombined = 4;

/** Ways to join a sheet to the lead sheet, best first; none where no column of the two holds the same values. */
export function proposeJoin(lead: SurveyedSheet, side: SurveyedSheet): JoinProposal[] {
  const isSurveyed = ([first, second]: ColumnPair) =>
    lead.hashes.positions.includes(first) && side.hashes.positions.includes(second);
  const singles = columnPairs(lead.columns, side.columns)
    .filter(isSurveyed)
    .map((pair) => judgeKey(lead, side, [pair]))
    .filter(({ score }) => score > 0)
    .toSorted(byScore(lead));
  const [best] = singles;
  if (best === undefined || best.leadUniqueness * best.coverage === 1) return singles;
  return [...singles, ...combined(lead, side, singles)].toSorted(byScore(lead));
}

/** Two columns together, where they tell more than each of them alone. */
function combined(
  lead: SurveyedSheet,
  side: SurveyedSheet,
  singles: readonly JoinProposal[],
): JoinProposal[] {
  const known = singles.filter(({ key }) => isIdentity(lead, key)).slice(0, mostCombined);
  const found: JoinProposal[] = [];
  for (const [index, first] of known.entries()) {
    for (const second of known.slice(index + 1)) {
      const [[leadA, ownA], [leadB, ownB]] = [first.key[0]!, second.key[0]!];
      if (leadA === leadB || ownA === ownB) continue;
      const both = judgeKey(lead, side, [...first.key, ...second.key]);
      if (both.score > Math.max(first.score, second.score) + 1e-9) found.push(both);
    }
  }
  return found;
}

function isIdentity(lead: SurveyedSheet, key: readonly ColumnPair[]): boolean {
  return key.every(([position]) => identityStrength(lead.columns[position - 1]?.header ?? '') > 0);
}

/** Counts over all rows how far a key tells the rows of the lead sheet apart and how many rows of the other find one. */
export function judgeKey(lead: SurveyedSheet, side: SurveyedSheet, key: readonly ColumnPair[]): JoinProposal {
  const leadKeys = lead.hashes.keysOf(key.map(([position]) => position));
  const ownKeys = side.hashes.keysOf(key.map(([, position]) => position));
  const leadUniqueness = share(distinctCount(leadKeys), leadKeys.length);
  const coverage = share(countAmong(ownKeys, leadKeys), side.hashes.rows);
  const filled = share(leadKeys.length, lead.hashes.rows);
  if (leadUniqueness >= uniqueEnough && coverage >= coveredEnough) {
    const asMachines = leadUniqueness * coverage * (0.9 + 0.1 * filled);
    const isOwn = share(distinctCount(ownKeys), ownKeys.length) < uniqueEnough && holdsMachines(side, key);
    return { key, leadUniqueness, coverage, score: isOwn ? asMachines * 0.4 : asMachines };
  }
  return { key, leadUniqueness, coverage, score: lookUpScore(leadKeys, ownKeys, lead.hashes.rows) };
}

/** True for a sheet whose rows are machines by another column: they should not become lists of a few others. */
function holdsMachines({ columns, hashes }: SurveyedSheet, key: readonly ColumnPair[]): boolean {
  return hashes.positions.some((position) => {
    const isKey = key.some(([, own]) => own === position);
    if (isKey || identityStrength(columns[position - 1]?.header ?? '') < strongIdentity) return false;
    return share(distinctCount(hashes.keysOf([position])), hashes.rows) >= uniqueEnough;
  });
}

/** A row that many rows of the lead sheet point to, as machines do to their host, is found by a key it has alone. */
function lookUpScore(leadKeys: Float64Array, ownKeys: Float64Array, leadRows: number): number {
  const ownUniqueness = share(distinctCount(ownKeys), ownKeys.length);
  const leadCoverage = share(countAmong(leadKeys, ownKeys), leadRows);
  const isLookUp = ownUniqueness >= 0.98 && leadCoverage >= coveredEnough;
  return isLookUp ? 0.5 * ownUniqueness * leadCoverage : 0;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** By score; of equal ones the stronger identity, and then the order of the columns. */
function byScore({ columns }: SurveyedSheet): (left: JoinProposal, right: JoinProposal) => number {
  const strength = ({ key: [pair] }: JoinProposal) =>
    identityStrength(columns[(pair?.[0] ?? 1) - 1]?.header ?? '');
  return (left, right) =>
    Math.abs(right.score - left.score) > 1e-9
      ? right.score - left.score
      : strength(right) - strength(left) || (left.key[0]?.[0] ?? 0) - (right.key[0]?.[0] ?? 0);
}

/** Sheets whose rows the others fit nearly as well as those of the best one: a few machines more decide nothing. */
const nearlyBest = 0.9;

/** The sheet that the rows of the others fit to; of several that with the most columns, then the first. */
export function proposeLead(sheets: readonly SurveyedSheet[]): SurveyedSheet | undefined {
  const scores = sheets.map((sheet) => {
    const others = sheets.filter((other) => other !== sheet && other.hashes.rows > 0);
    return others.reduce((sum, other) => sum + (proposeJoin(sheet, other)[0]?.score ?? 0), 0);
  });
  const least = Math.max(...scores) * nearlyBest;
  const fit = sheets.filter((_, index) => scores[index]! >= least);
  return fit.toSorted((left, right) => right.columns.length - left.columns.length)[0];
}

/** Columns of a sheet that may tell machines apart: those that another of the sheets has as well, and its own identities. */
export function surveyedColumns(
  columns: readonly SourceColumn[],
  others: readonly (readonly SourceColumn[])[],
): number[] {
  const found = new Map<number, number>();
  for (const { position, header } of columns) {
    const strength = identityStrength(header);
    if (strength >= strongIdentity) found.set(position, 1000 * strength - 500);
  }
  for (const other of others) {
    for (const [index, [position]] of columnPairs(columns, other).entries()) {
      const header = columns[position - 1]?.header ?? '';
      const rank = 1000 * identityStrength(header) - index;
      found.set(position, Math.max(found.get(position) ?? Number.NEGATIVE_INFINITY, rank));
    }
  }
  return [...found]
    .toSorted(([, left], [, right]) => right - left)
    .slice(0, mostSurveyed)
    .map(([position]) => position);
}

const mostSurveyed = 8;
/** Strength from which a column alone says which machine a row is: names and better. */
const strongIdentity = 2;
