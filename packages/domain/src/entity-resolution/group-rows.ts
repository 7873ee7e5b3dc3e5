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
  /** Cells with a value, or another weight by which rows lead. */
  readonly filled: ArrayLike<number>;
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
  const contradicted = keys.strong.map((_, kind) => joinByStrongKey(keys, clusters, kind));
  const contradictedHostnames = joinByHostname(keys, clusters);
  return { leadOf: leadRows(keys, clusters), contradicted, contradictedHostnames, clusters };
}

function joinEqual(keys: RowKeys, clusters: RowClusters): void {
  const { ids, size } = keys.content;
  const first = new Int32Array(size).fill(noKey);
  for (const row of sharingRows(keys, keys.content)) {
    const value = ids[row]!;
    if (first[value] === noKey) first[value] = row;
    else clusters.join(first[value]!, row);
  }
}

/** The rows that take part and have their value in common with another such row, ascending: only they can be joined. */
function sharingRows(keys: RowKeys, { ids, size }: KeyColumn): Int32Array {
  if (size === 0) return new Int32Array(0);
  const { met, count } = meetValues(keys, ids, size);
  const sharing = new Int32Array(count);
  for (let row = 0, at = 0; at < count; row++) {
    const value = ids[row]!;
    if (value >= 0 && met[value] === 2 && keys.eligible[row] === 1) sharing[at++] = row;
  }
  return sharing;
}

/** How often each value is met, no further than twice, and how many rows those met twice have. */
function meetValues({ eligible, rows }: RowKeys, ids: Int32Array, size: number) {
  const met = new Uint8Array(size);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = ids[row]!;
    if (value < 0 || eligible[row] !== 1) continue;
    // The second row of a value brings the first one with it.
    if (met[value]! > 0) count += 3 - met[value]!;
    met[value] = met[value] === 0 ? 1 : 2;
  }
  return { met, count };
}

/** A kind of key, and the rows whose value of it another row has too. */
interface SharedColumn {
  readonly ids: Int32Array;
  readonly size: number;
  readonly sharing: Int32Array;
}

function sharedColumn(keys: RowKeys, column: KeyColumn): SharedColumn {
  return { ids: column.ids, size: column.size, sharing: sharingRows(keys, column) };
}

function joinByStrongKey(keys: RowKeys, clusters: RowClusters, kind: number): Uint8Array {
  const column = sharedColumn(keys, keys.strong[kind]!);
  const contradicted = new Uint8Array(column.size);
  for (const [other, { size }] of keys.strong.entries())
    if (other !== kind && size > 0) markContradictions(column, { contradicted, clusters, other });
  joinRows(column, { clusters, contradicted });
  return contradicted;
}

interface Contradictions {
  readonly contradicted: Uint8Array;
  readonly clusters: RowClusters;
  /** The kind of key compared. */
  readonly other: number;
}

/** Marks the values of `column` whose rows state two different values of another kind. */
function markContradictions(
  { ids, size, sharing }: SharedColumn,
  { contradicted, clusters, other }: Contradictions,
): void {
  const stated = new Int32Array(size).fill(noKey);
  for (const row of sharing) {
    const key = clusters.keyOf(other, clusters.find(row));
    if (key < 0) continue;
    const value = ids[row]!;
    if (stated[value] === noKey) stated[value] = key;
    else if (stated[value] !== key) contradicted[value] = 1;
  }
}

function joinRows(
  { ids, size, sharing }: SharedColumn,
  { clusters, contradicted }: Pick<Contradictions, 'clusters' | 'contradicted'>,
): void {
  const first = new Int32Array(size).fill(noKey);
  for (const row of sharing) {
    const value = ids[row]!;
    if (contradicted[value] === 1) continue;
    if (first[value] === noKey) first[value] = row;
    // Sets grow while they are joined, so that a contradiction may show only here.
    else if (!clusters.join(first[value]!, row)) contradicted[value] = 1;
  }
}

function joinByHostname(keys: RowKeys, clusters: RowClusters): Uint8Array {
  const column = sharedColumn(keys, keys.hostname);
  const contradicted = new Uint8Array(column.size);
  for (const [other, { size }] of keys.strong.entries())
    if (size > 0) markContradictions(column, { contradicted, clusters, other });
  markMixedTypes(keys, column, contradicted);
  markNameAndAddress(keys, column, contradicted);
  joinRows(column, { clusters, contradicted });
  return contradicted;
}

function markMixedTypes(
  { typeClass }: RowKeys,
  { ids, size, sharing }: SharedColumn,
  contradicted: Uint8Array,
): void {
  const stated = new Int32Array(size);
  for (const row of sharing) {
    const type = typeClass[row]!;
    if (type === 0) continue;
    const value = ids[row]!;
    if (stated[value] === 0) stated[value] = type;
    else if (stated[value] !== type) contradicted[value] = 1;
  }
}

/** Rows of one host name whose names and addresses both differ describe different machines. */
function markNameAndAddress(
  { name, address }: RowKeys,
  { ids, size, sharing }: SharedColumn,
  contradicted: Uint8Array,
): void {
  const firstRow = new Int32Array(size).fill(noKey);
  for (const row of sharing) {
    if (name.ids[row] === noKey || address.ids[row] === noKey) continue;
    const value = ids[row]!;
    const other = firstRow[value]!;
    if (other === noKey) firstRow[value] = row;
    else if (name.ids[row] !== name.ids[other] && address.ids[row] !== address.ids[other])
      contradicted[value] = 1;
  }
}

function leadRows(keys: RowKeys, clusters: RowClusters): Int32Array {
  const best = new Int32Array(keys.rows).fill(noKey);
  for (let row = 0; row < keys.rows; row++) {
    const root = clusters.find(row);
    const lead = best[root]!;
    if (lead === noKey || keys.filled[row]! > keys.filled[lead]!) best[root] = row;
  }
  const leadOf = new Int32Array(keys.rows);
  for (let row = 0; row < keys.rows; row++) leadOf[row] = best[clusters.find(row)]!;
  return leadOf;
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
