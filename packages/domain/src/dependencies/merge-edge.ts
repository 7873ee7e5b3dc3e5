import { instant } from '../shared/instant.ts';

/** What an edge says besides its two ends, type, port and protocol. */
export interface EdgeValues {
  readonly confidence: number | null;
  readonly isNoise: boolean;
  readonly connectionCount: number | null;
  readonly bytes: bigint | null;
  /** ISO 8601. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

/** An edge of the inventory. */
export interface StoredEdge extends EdgeValues {
  readonly isUserMade: boolean;
  /** What other imports state of it, the earliest first. */
  readonly others: readonly EdgeValues[];
}

export const edgeEffects = ['created', 'updated', 'unchanged'] as const;
export type EdgeEffect = (typeof edgeEffects)[number];

/** What becomes of an edge when an import states it. */
export interface MergedEdge {
  readonly effect: EdgeEffect;
  readonly values: EdgeValues;
}

/** What an edge says once an import states it beside those that do already. */
export function mergeEdge(stored: StoredEdge | undefined, offered: EdgeValues): MergedEdge {
  if (stored === undefined) return { effect: 'created', values: offered };
  const values = valuesOfEdge([...stored.others, offered], stored);
  return { effect: isSameEdge(stored, values) ? 'unchanged' : 'updated', values };
}

/**
 * What an edge says by all that imports state of it, the earliest first: the surer statement wins, of equally sure
 * ones the newer, and what it leaves out the next one gives. It follows from the statements alone, so that it does
 * not matter which of them came first, nor what was taken back meanwhile.
 */
export function valuesOfEdge(
  statements: readonly EdgeValues[],
  { isUserMade }: Pick<StoredEdge, 'isUserMade'>,
): EdgeValues {
  const ranked = rankedStatements(statements);
  const [best] = ranked;
  return {
    // Nobody but the person says how sure an edge is that a person made, and what it is for.
    confidence: isUserMade ? null : (best?.confidence ?? null),
    isNoise: isUserMade ? false : (best?.isNoise ?? false),
    connectionCount: firstStated(ranked, ({ connectionCount }) => connectionCount),
    bytes: firstStated(ranked, ({ bytes }) => bytes),
    // Each is an observation, whoever made it.
    firstSeen: timesOf(ranked, 'firstSeen')[0] ?? null,
    lastSeen: timesOf(ranked, 'lastSeen').at(-1) ?? null,
  };
}

/** Statements of one edge, the one that wins first. */
export function rankedStatements<Statement extends EdgeValues>(
  statements: readonly Statement[],
): Statement[] {
  const ranked: Statement[] = [];
  for (const statement of statements) {
    const place = ranked.findIndex((other) => wins(other, statement));
    ranked.splice(place < 0 ? ranked.length : place, 0, statement);
  }
  return ranked;
}

/** True when a statement wins against one that was made earlier; without times the later one is the newer. */
function wins(earlier: EdgeValues, later: EdgeValues): boolean {
  if (earlier.confidence !== later.confidence) return (later.confidence ?? 0) > (earlier.confidence ?? 0);
  if (earlier.lastSeen === null || later.lastSeen === null) return true;
  return instant(later.lastSeen) >= instant(earlier.lastSeen);
}

function firstStated<Value>(
  ranked: readonly EdgeValues[],
  valueOf: (statement: EdgeValues) => Value | null,
): Value | null {
  return ranked.map(valueOf).find((value) => value !== null) ?? null;
}

function timesOf(statements: readonly EdgeValues[], which: 'firstSeen' | 'lastSeen'): string[] {
  const times = statements.map((statement) => statement[which]).filter((time) => time !== null);
  return times.toSorted((a, b) => instant(a) - instant(b));
}

/** True when two statements of an edge say the same, however their times are written. */
export function isSameEdge(left: EdgeValues, right: EdgeValues): boolean {
  return (
    left.confidence === right.confidence &&
    left.isNoise === right.isNoise &&
    left.connectionCount === right.connectionCount &&
    left.bytes === right.bytes &&
    isSameTime(left.firstSeen, right.firstSeen) &&
    isSameTime(left.lastSeen, right.lastSeen)
  );
}

function isSameTime(left: string | null, right: string | null): boolean {
  return left === null || right === null ? left === right : instant(left) === instant(right);
}
