import { noKey, RowClusters } from './row-clusters.ts';

/** Keys of one kind over all rows: the number of each row's value, or -1, and how many values there are. */
export interface KeyColumn {
  readonly ids: Int32Array;
  readonly size: number;
}

/** What grouping needs to know about the rows of a file. */
export interface RowKeys {
  readonly rows: number;
  /** External id, uuid, serial number and fqdn, in this order. */
  readonly strong: readonly KeyColumn[];
  readonly hostname: KeyColumn;
  readonly name: KeyColumn;
  /** First address of each row. */
  readonly address: KeyColumn;
  /** Class of the declared asset type, 0 when none is declared; different classes do not share a host name. */
  readonly typeClass: Int32Array;
  /** Number of each distinct row content, so that exact copies have one number. */
  readonly content: KeyColumn;
  /** Cells with a value. */
  readonly filled: Uint16Array;
  /** 1 for rows that take part; rejected rows stay alone. */
  readonly eligible: Uint8Array;
}

/** Rows of a file that describe the same asset. */
export interface RowGroups {
  /** For each row the row that leads its group: the one with most values, the first of equals. */
  readonly leadOf: Int32Array;
  /** For each strong kind, 1 for values that rows with contradicting keys share; nothing is joined by them. */
  readonly contradicted: readonly Uint8Array[];
  /** Same for host names. */
  readonly contradictedHostnames: Uint8Array;
  /** Representative row of the set of `row`, with the keys the set states. */
  readonly clusters: RowClusters;
}

/**
 * Groups the rows of a file by exact keys: exact copies, then strong keys, then the host name.
 *
 * A value whose rows contradict each other in another strong key joins nothing: cloned machines and shared
 * serial numbers stay apart. Names and addresses never join rows. Time and memory grow with the rows.
 */
export function groupRows(keys: RowKeys): RowGroups {
  const clusters = new RowClusters(
    keys.rows,
    keys.strong.map((column) => column.ids),
  );
  joinEqual(keys, clusters);
  const contradicted = keys.strong.map((column, kind) => joinByStrongKey(keys, clusters, { column, kind }));
  const contradictedHostnames = joinByHostname(keys, clusters);
  return { leadOf: leadRows(keys, clusters), contradicted, contradictedHostnames, clusters };
}

function joinEqual(keys: RowKeys, clusters: RowClusters): void {
  const first = new Int32Array(keys.content.size).fill(noKey);
  forEachKey(keys, keys.content, (row, value) => {
    if (first[value] === noKey) first[value] = row;
    else clusters.join(first[value]!, row);
  });
}

function forEachKey(keys: RowKeys, column: KeyColumn, visit: (row: number, value: number) => void): void {
  const { eligible, rows } = keys;
  for (let row = 0; row < rows; row++) {
    const value = column.ids[row]!;
    if (value >= 0 && eligible[row] === 1) visit(row, value);
  }
}

interface StrongColumn {
  readonly column: KeyColumn;
  readonly kind: number;
}

function joinByStrongKey(keys: RowKeys, clusters: RowClusters, { column, kind }: StrongColumn): Uint8Array {
  const contradicted = new Uint8Array(column.size);
  for (let other = 0; other < keys.strong.length; other++) {
    if (other !== kind)
      markContradictions(keys, column, {
        contradicted,
        statedBy: (root) => clusters.keyOf(other, root),
        clusters,
      });
  }
  joinRows(keys, column, { clusters, contradicted });
  return contradicted;
}

interface Contradictions {
  readonly contradicted: Uint8Array;
  readonly clusters: RowClusters;
  /** What the set of a root states of the kind compared. */
  readonly statedBy: (root: number) => number;
}

/** Marks the values of `column` whose rows state two different values of another kind. */
function markContradictions(keys: RowKeys, column: KeyColumn, found: Contradictions): void {
  const stated = new Int32Array(column.size).fill(noKey);
  forEachKey(keys, column, (row, value) => {
    const other = found.statedBy(found.clusters.find(row));
    if (other < 0) return;
    if (stated[value] === noKey) stated[value] = other;
    else if (stated[value] !== other) found.contradicted[value] = 1;
  });
}

function joinRows(
  keys: RowKeys,
  column: KeyColumn,
  { clusters, contradicted }: Pick<Contradictions, 'clusters' | 'contradicted'>,
): void {
  const first = new Int32Array(column.size).fill(noKey);
  forEachKey(keys, column, (row, value) => {
    if (contradicted[value] === 1) return;
    if (first[value] === noKey) first[value] = row;
    // Sets grow while they are joined, so that a contradiction may show only here.
    else if (!clusters.join(first[value]!, row)) contradicted[value] = 1;
  });
}

function joinByHostname(keys: RowKeys, clusters: RowClusters): Uint8Array {
  const column = keys.hostname;
  const contradicted = new Uint8Array(column.size);
  for (let kind = 0; kind < keys.strong.length; kind++) {
    markContradictions(keys, column, {
      contradicted,
      clusters,
      statedBy: (root) => clusters.keyOf(kind, root),
    });
  }
  markMixedTypes(keys, contradicted);
  markNameAndAddress(keys, contradicted);
  joinRows(keys, column, { clusters, contradicted });
  return contradicted;
}

function markMixedTypes(keys: RowKeys, contradicted: Uint8Array): void {
  const stated = new Int32Array(keys.hostname.size);
  forEachKey(keys, keys.hostname, (row, value) => {
    const type = keys.typeClass[row]!;
    if (type === 0) return;
    if (stated[value] === 0) stated[value] = type;
    else if (stated[value] !== type) contradicted[value] = 1;
  });
}

/** Rows of one host name whose names and addresses both differ describe different machines. */
function markNameAndAddress(keys: RowKeys, contradicted: Uint8Array): void {
  const firstRow = new Int32Array(keys.hostname.size).fill(noKey);
  forEachKey(keys, keys.hostname, (row, value) => {
    if (keys.name.ids[row] === noKey || keys.address.ids[row] === noKey) return;
    const other = firstRow[value]!;
    if (other === noKey) firstRow[value] = row;
    else if (keys.name.ids[row] !== keys.name.ids[other] && keys.address.ids[row] !== keys.address.ids[other])
      contradicted[value] = 1;
  });
}

function leadRows(keys: RowKeys, clusters: RowClusters): Int32Array {
  const best = new Int32Array(keys.rows).fill(noKey);
  for (let row = 0; row < keys.rows; row++) {
    const root = clusters.find(row);
    const lead = best[root]!;
    if (lead === noKey || keys.filled[row]! > keys.filled[lead]!) best[root] = row;
  }
  return best.map((_, row) => best[clusters.find(row)]!);
}

/**
 * For each value of a kind the lead row of the only group that states it, -1 when none does, -2 when several do.
 *
 * A value of several groups identifies none of them and is not kept as a key.
 */
export function ownersOf(
  column: KeyColumn,
  groups: Pick<RowGroups, 'leadOf'>,
  eligible: Uint8Array,
): Int32Array {
  const owners = new Int32Array(column.size).fill(noKey);
  for (let row = 0; row < eligible.length; row++) {
    const value = column.ids[row]!;
    if (value < 0 || eligible[row] === 0) continue;
    const lead = groups.leadOf[row]!;
    if (owners[value] === noKey) owners[value] = lead;
    else if (owners[value] !== lead) owners[value] = sharedKey;
  }
  return owners;
}

/** Owner of a value that several groups state. */
export const sharedKey = -2;
