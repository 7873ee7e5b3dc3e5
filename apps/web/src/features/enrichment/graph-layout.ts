/** What of a node decides where it is drawn. */
export interface LaidNode {
  readonly id: string;
  readonly name: string;
  /** Edges from the centre; null without a centre. */
  readonly distance: number | null;
  /** Its column without a centre, from the left. */
  readonly tier: number;
}

export interface LaidEdge {
  readonly source_id: string;
  readonly target_id: string;
}

/** Middle of a node in the picture. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly places: ReadonlyMap<string, Place>;
}

export const nodeSize = { width: 168, height: 34 };
const gap = { x: 110, y: 16 };
const margin = 16;
/** Room beside the last column for lines between two of its nodes. */
export const bulge = 46;
/** A longer column is continued beside itself. */
const mostInColumn = 22;

const tiers = [
  ['application'],
  ['component', 'container', 'load_balancer'],
  ['server', 'virtual_machine'],
  ['database', 'data_store', 'storage'],
];

/**
 * Places nodes in columns: with a centre, what needs it to the left and what it needs to the right, by distance;
 * without one by their tiers. Neighbours are brought to about the same height. Nothing overlaps, and the
 * same graph gives the same picture.
 */
export function layOut(
  nodes: readonly LaidNode[],
  edges: readonly LaidEdge[],
  center: string | null,
): GraphLayout {
  const sides = center === null ? new Map<string, number>() : sidesOf(nodes, edges, center);
  const columns = new Map<number, LaidNode[]>();
  for (const node of nodes) {
    const column = center === null ? node.tier : (node.distance ?? 0) * (sides.get(node.id) ?? 1);
    columns.set(column, [...(columns.get(column) ?? []), node]);
  }
  const ordered = [...columns]
    .toSorted(([left], [right]) => left - right)
    .flatMap(([, members]) => pieces(byName(members)));
  return placed(untangled(ordered, edges));
}

/** The column of a kind of asset: applications first, what they are stored on last. */
export function tierOfKind(assetType: string): number {
  const tier = tiers.findIndex((types) => types.includes(assetType));
  return tier === -1 ? tiers.length : tier;
}

const mostTiers = 6;

/** Columns for nodes that have none by nature: what needs others more than it is needed stands left of what it needs. */
export function tiersByNeed(ids: readonly string[], edges: readonly LaidEdge[]): ReadonlyMap<string, number> {
  const balance = new Map<string, number>(ids.map((id) => [id, 0] as const));
  for (const { source_id: source, target_id: target } of edges) {
    balance.set(source, (balance.get(source) ?? 0) - 1);
    balance.set(target, (balance.get(target) ?? 0) + 1);
  }
  const ordered = ids.toSorted((a, b) => (balance.get(a) ?? 0) - (balance.get(b) ?? 0) || (a < b ? -1 : 1));
  const places = new Map(ordered.map((id, place) => [id, place] as const));
  const found = new Map<string, number>(ids.map((id) => [id, 0] as const));
  // Sorted by where they begin, each tier is settled before it is handed on; edges back are left out.
  const forward = edges
    .map((edge) => ({ ...edge, from: places.get(edge.source_id) ?? 0, to: places.get(edge.target_id) ?? 0 }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from);
  for (const { source_id: source, target_id: target } of forward) {
    const next = Math.min(mostTiers - 1, (found.get(source) ?? 0) + 1);
    found.set(target, Math.max(found.get(target) ?? 0, next));
  }
  return found;
}

/** -1 for what needs the centre, 1 for what it needs and for what is both. */
function sidesOf(
  nodes: readonly LaidNode[],
  edges: readonly LaidEdge[],
  center: string,
): ReadonlyMap<string, number> {
  const distances = new Map(nodes.map(({ id, distance }) => [id, distance ?? 0] as const));
  const needing = edges.flatMap((edge) => (edge.target_id === center ? [[edge.source_id, -1] as const] : []));
  const needed = edges.flatMap((edge) => (edge.source_id === center ? [[edge.target_id, 1] as const] : []));
  const sides = new Map<string, number>([...needing, ...needed]);
  const farthest = Math.max(0, ...distances.values());
  const bothWays = edges.flatMap(({ source_id: source, target_id: target }) => [
    { near: source, far: target },
    { near: target, far: source },
  ]);
  for (let distance = 2; distance <= farthest; distance++) {
    const steps = bothWays.filter(
      ({ near, far }) => distances.get(far) === distance && distances.get(near) === distance - 1,
    );
    for (const { near, far } of steps) if (!sides.has(far)) sides.set(far, sides.get(near) ?? 1);
  }
  return sides;
}

function byName(nodes: readonly LaidNode[]): LaidNode[] {
  return nodes.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
}

function pieces(column: readonly LaidNode[]): LaidNode[][] {
  const found: LaidNode[][] = [];
  for (let at = 0; at < column.length; at += mostInColumn) found.push(column.slice(at, at + mostInColumn));
  return found;
}

/** Orders each column by where its neighbours are in the others. */
function untangled(columns: readonly LaidNode[][], edges: readonly LaidEdge[]): LaidNode[][] {
  const heights = new Map<string, number>();
  const settle = (column: readonly LaidNode[]): void => {
    for (const [index, { id }] of column.entries()) heights.set(id, index - column.length / 2);
  };
  for (const column of columns) settle(column);
  const neighbours = new Map<string, string[]>();
  for (const { source_id: source, target_id: target } of edges) {
    neighbours.set(source, [...(neighbours.get(source) ?? []), target]);
    neighbours.set(target, [...(neighbours.get(target) ?? []), source]);
  }
  const wanted = ({ id }: LaidNode): number => {
    const known = (neighbours.get(id) ?? []).map((other) => heights.get(other) ?? 0);
    return known.length === 0 ? (heights.get(id) ?? 0) : known.reduce((sum, y) => sum + y, 0) / known.length;
  };
  let current = columns.map((column) => [...column]);
  for (let sweep = 0; sweep < 4; sweep++)
    current = current.map((column) => {
      const sorted = column
        .map((node) => ({ node, at: wanted(node) }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ node }) => node);
      settle(sorted);
      return sorted;
    });
  return current;
}

function placed(columns: readonly (readonly LaidNode[])[]): GraphLayout {
  const tallest = Math.max(1, ...columns.map(({ length }) => length));
  const stepX = nodeSize.width + gap.x;
  const stepY = nodeSize.height + gap.y;
  const height = tallest * stepY - gap.y + margin * 2;
  const places = new Map<string, Place>();
  for (const [index, column] of columns.entries()) {
    const top = (height - (column.length * stepY - gap.y)) / 2;
    for (const [row, { id }] of column.entries())
      places.set(id, {
        x: margin + index * stepX + nodeSize.width / 2,
        y: top + row * stepY + nodeSize.height / 2,
      });
  }
  const width = Math.max(1, columns.length) * stepX - gap.x + margin * 2 + bulge;
  return { width, height, places };
}
