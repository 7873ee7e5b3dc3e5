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
}

export const edgeEffects = ['created', 'updated', 'unchanged'] as const;
export type EdgeEffect = (typeof edgeEffects)[number];

/** What becomes of an edge when an import states it. */
export interface MergedEdge {
  readonly effect: EdgeEffect;
  readonly values: EdgeValues;
}

/** The surer statement wins, of equally sure ones the newer; what it leaves out stays known. */
export function mergeEdge(stored: StoredEdge | undefined, offered: EdgeValues): MergedEdge {
  if (stored === undefined) return { effect: 'created', values: offered };
  const values = wins(stored, offered) ? taken(stored, offered) : kept(stored, offered);
  return { effect: isSame(stored, values) ? 'unchanged' : 'updated', values };
}

function wins(stored: StoredEdge, offered: EdgeValues): boolean {
  if (stored.isUserMade) return false;
  if (stored.confidence !== offered.confidence) return (offered.confidence ?? 0) > (stored.confidence ?? 0);
  if (stored.lastSeen === null || offered.lastSeen === null) return true;
  return instant(offered.lastSeen) >= instant(stored.lastSeen);
}

function taken(stored: StoredEdge, offered: EdgeValues): EdgeValues {
  return {
    confidence: offered.confidence,
    isNoise: offered.isNoise,
    connectionCount: offered.connectionCount ?? stored.connectionCount,
    bytes: offered.bytes ?? stored.bytes,
    ...seen(stored, offered),
  };
}

/** The weaker statement only fills what nobody stated. */
function kept(stored: StoredEdge, offered: EdgeValues): EdgeValues {
  return {
    confidence: stored.confidence,
    isNoise: stored.isNoise,
    connectionCount: stored.connectionCount ?? offered.connectionCount,
    bytes: stored.bytes ?? offered.bytes,
    ...seen(stored, offered),
  };
}

/** First and last time of all statements: each is an observation, whoever made it. */
function seen(stored: EdgeValues, offered: EdgeValues): Pick<EdgeValues, 'firstSeen' | 'lastSeen'> {
  const first = [stored.firstSeen, offered.firstSeen].filter((time) => time !== null);
  const last = [stored.lastSeen, offered.lastSeen].filter((time) => time !== null);
  return {
    firstSeen: first.toSorted((a, b) => instant(a) - instant(b))[0] ?? null,
    lastSeen: last.toSorted((a, b) => instant(b) - instant(a))[0] ?? null,
  };
}

function isSame(left: EdgeValues, right: EdgeValues): boolean {
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
