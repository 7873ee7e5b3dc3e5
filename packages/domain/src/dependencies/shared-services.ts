import type { GraphEdge } from './adjacency.ts';
import type { DependencyType } from './dependency-type.ts';

/** An edge between numbered assets with what it says of them. */
export interface TypedEdge extends GraphEdge {
  readonly type: DependencyType;
}

/** An asset with the applications that depend on it, both by number. */
export interface SharedService {
  readonly node: number;
  readonly applications: readonly number[];
}

/** Edges that say where something is, not what it uses. */
const placing: ReadonlySet<DependencyType> = new Set(['runs_on', 'hosted_by', 'member_of']);

/**
 * Assets that at least `least` applications other than their own depend on: most first, then by number.
 * `applicationsOf` holds the numbers of the applications of each asset that has some.
 */
export function sharedServicesOf(
  edges: readonly TypedEdge[],
  applicationsOf: ReadonlyMap<number, readonly number[]>,
  least: number,
): SharedService[] {
  const users = new Map<number, Set<number>>();
  for (const { source, target, type } of edges) {
    const using = placing.has(type) ? undefined : applicationsOf.get(source);
    if (using === undefined) continue;
    const own = applicationsOf.get(target) ?? [];
    const known = users.get(target) ?? new Set();
    users.set(target, known);
    for (const application of using) if (!own.includes(application)) known.add(application);
  }
  return [...users]
    .filter(([, applications]) => applications.size >= least)
    .map(([node, applications]) => ({ node, applications: [...applications] }))
    .toSorted((a, b) => b.applications.length - a.applications.length || a.node - b.node);
}
