/** Which way edges are followed from an asset: to what it needs, to what needs it, or both. */
export const graphDirections = ['both', 'downstream', 'upstream'] as const;
export type GraphDirection = (typeof graphDirections)[number];

/** An edge between two things that are known by their ids. */
export interface IdEdge {
  readonly source: string;
  readonly target: string;
}

/** The assets of a neighbourhood that are shown, and whether there are more. */
export interface BoundedNeighbourhood {
  /** By distance; the centre first. */
  readonly shown: readonly string[];
  readonly truncated: boolean;
}

/**
 * The nearest assets up to a limit: of equally near ones those with most edges in the neighbourhood, then by id, so
 * that the same graph gives the same picture.
 */
export function nearestAssets(
  distances: ReadonlyMap<string, number>,
  degrees: ReadonlyMap<string, number>,
  limit: number,
): BoundedNeighbourhood {
  const ordered = [...distances].toSorted(
    ([a, near], [b, far]) => near - far || (degrees.get(b) ?? 0) - (degrees.get(a) ?? 0) || (a < b ? -1 : 1),
  );
  return { shown: ordered.slice(0, limit).map(([id]) => id), truncated: ordered.length > limit };
}

/** How many edges each asset has. */
export function degreesOf(edges: readonly IdEdge[]): ReadonlyMap<string, number> {
  const degrees = new Map<string, number>();
  for (const { source, target } of edges)
    for (const id of [source, target]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
  return degrees;
}
