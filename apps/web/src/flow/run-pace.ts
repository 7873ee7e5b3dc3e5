/** What was seen of a run at one moment. */
export interface RunLook {
  readonly runId: string;
  /** Milliseconds on any clock. */
  readonly at: number;
  readonly rows: number;
}

/** A run is watched for as long before anything is said of its pace: what little was seen says little. */
const watchedMs = 5000;
/** Only what was seen last counts: a phase goes through its rows in stages, each at a pace of its own. */
const windowMs = 20_000;

/** The looks that tell the pace from here on, with a new one; looks at another run say nothing of this one. */
export function withLook(looks: readonly RunLook[], look: RunLook): readonly RunLook[] {
  const same = looks.filter(({ runId, rows }) => runId === look.runId && rows <= look.rows);
  const outside = same.findLastIndex(({ at }) => look.at - at >= windowMs);
  return [...same.slice(Math.max(0, outside)), look];
}

/** Rows a second as they were watched; `undefined` while too little was seen, or none was done meanwhile. */
export function paceOf(looks: readonly RunLook[]): number | undefined {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < watchedMs) return undefined;
  const done = last.rows - first.rows;
  return done > 0 ? (done * 1000) / (last.at - first.at) : undefined;
}
