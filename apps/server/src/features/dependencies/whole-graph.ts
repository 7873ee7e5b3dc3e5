import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TypedEdge } from '@landfall/domain/dependencies/shared-services';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { everyEdge, type GraphEnd, liveEnds, type WholeGraphEdge } from './whole-graph.repository.ts';

/** An edge whose ends are places in the list of assets. */
export type NumberedEdge = Omit<WholeGraphEdge, keyof TypedEdge> & TypedEdge;

/** The dependencies of an engagement between live assets; these are known by their places in `ends`. */
export interface WholeGraph {
  /** Live assets with any edge, also those with rejected ones only, ascending by id. */
  readonly ends: readonly GraphEnd[];
  /** Every edge between them, rejected ones and noise too. */
  readonly stored: readonly NumberedEdge[];
  /** Those that say something: not rejected, and noise only when wanted. */
  readonly edges: readonly NumberedEdge[];
}

/** Items that are looked at without a pause; some milliseconds of work. */
const turn = 5_000;

/** Reads the dependencies of an engagement whole: about half a kilobyte for an edge while it is looked at. */
export async function readWholeGraph(scope: TenantScope, includesNoise: boolean): Promise<WholeGraph> {
  const all = await everyEdge(scope);
  const ids = new Set<string>();
  await inTurns(all, ({ source, target }) => {
    ids.add(source);
    ids.add(target);
  });
  const ends = await liveEndsOf(scope, [...ids].toSorted());
  const numbers = new Map<string, number>();
  await inTurns(ends, ({ id }, place) => numbers.set(id, place));
  const stored: NumberedEdge[] = [];
  const edges: NumberedEdge[] = [];
  await inTurns(all, ({ id, source: from, target: to, type, status, isNoise }) => {
    const [source, target] = [numbers.get(from), numbers.get(to)];
    if (source === undefined || target === undefined) return;
    const edge = { id, source, target, type, status, isNoise };
    stored.push(edge);
    if (status !== 'rejected' && (includesNoise || !isNoise)) edges.push(edge);
  });
  return { ends, stored, edges };
}

/** How many edges each asset has, by its place. */
export function degreesIn({ ends, edges }: WholeGraph): Int32Array {
  const degrees = new Int32Array(ends.length);
  for (const { source, target } of edges) {
    degrees[source]!++;
    degrees[target]!++;
  }
  return degrees;
}

/** Those of these assets that are live; ascending when the ids are. */
export async function liveEndsOf(scope: TenantScope, ids: readonly string[]): Promise<GraphEnd[]> {
  const found: GraphEnd[] = [];
  for (let at = 0; at < ids.length; at += turn)
    for (const end of await liveEnds(scope, ids.slice(at, at + turn))) found.push(end);
  return found;
}

/** Looks at each item, and lets others run now and then. */
export async function inTurns<Item>(
  items: readonly Item[],
  look: (item: Item, place: number) => void,
): Promise<void> {
  for (const [place, item] of items.entries()) {
    look(item, place);
    if (place % turn === turn - 1) await nextTurn();
  }
}
