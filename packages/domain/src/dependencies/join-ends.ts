import type { DependencyTable } from './dependency-table.ts';
import type { FileEnd } from './end-registry.ts';
import { type FileEdge, mergedEdge } from './file-edges.ts';

/**
 * The connections of a file with ends that are the same asset taken for one: a machine that rows name by its name and
 * others by its address is counted once, and what they state of one connection is one.
 *
 * Ends keep their numbers; the first of those that are the same asset stands for all.
 */
export function joinEnds(
  table: DependencyTable,
  assetOf: (end: number) => string | undefined,
): DependencyTable {
  const standsFor = standIns(table.ends, assetOf);
  if (standsFor.every((first, end) => first === end)) return table;
  const moved = table.edges.map((edge) => ({
    ...edge,
    source: standsFor[edge.source]!,
    target: standsFor[edge.target]!,
  }));
  const joined = new Map<string, FileEdge>();
  for (const edge of moved.filter((each) => !isLoop(each))) {
    const { source, target, type, port, protocol } = edge;
    const key = `${source} ${target} ${type} ${port ?? ''} ${protocol ?? ''}`;
    const other = joined.get(key);
    joined.set(key, other === undefined ? edge : mergedEdge(other, edge));
  }
  const loops = moved.filter((edge) => isLoop(edge) && saysOfItself(table, edge)).flatMap(({ rows }) => rows);
  const selfEdges = [...new Set([...table.notes.selfEdges, ...loops])];
  return {
    ...table,
    ends: joinedEnds(table.ends, standsFor),
    edges: [...joined.values()],
    notes: { ...table.notes, selfEdges: selfEdges.toSorted((a, b) => a - b) },
  };
}

function isLoop({ source, target }: FileEdge): boolean {
  return source === target;
}

/** An application may be called like its machine, and a machine like its cluster. */
function saysOfItself({ statesEdges }: DependencyTable, { type }: FileEdge): boolean {
  return type === 'hosted_by' || (statesEdges && type !== 'runs_on' && type !== 'member_of');
}

function standIns(ends: readonly FileEnd[], assetOf: (end: number) => string | undefined): readonly number[] {
  const first = new Map<string, number>();
  return ends.map((_, end) => {
    const asset = assetOf(end);
    if (asset === undefined) return end;
    const known = first.get(asset) ?? end;
    first.set(asset, known);
    return known;
  });
}

function joinedEnds(ends: readonly FileEnd[], standsFor: readonly number[]): FileEnd[] {
  const joined = [...ends];
  for (const [end, first] of standsFor.entries()) {
    if (first === end) continue;
    const [known, other] = [joined[first]!, ends[end]!];
    const addresses = [...new Set([...known.addresses, ...other.addresses])];
    const own = known.ownRow < 0 ? other : known;
    joined[first] = { ...known, name: own.name ?? known.name ?? other.name, ownRow: own.ownRow, addresses };
    // Nothing is called by it any more.
    joined[end] = { ...other, name: null, addresses: [] };
  }
  return joined;
}
