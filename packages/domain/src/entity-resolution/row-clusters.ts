/** No value of a kind; equal to the "unknown" of key columns. */
export const noKey = -1;

/**
 * Disjoint sets of rows that remember, for each kind of key, the one value their rows state.
 *
 * Two sets that state different values of a kind contradict each other and are never joined.
 */
export class RowClusters {
  readonly #parent: Int32Array;
  readonly #keys: readonly Int32Array[];

  /** `keys[kind][row]` is the number of the row's value of that kind, or {@link noKey}; the arrays are not changed. */
  constructor(rows: number, keys: readonly Int32Array[]) {
    this.#parent = new Int32Array(rows);
    for (let row = 0; row < rows; row++) this.#parent[row] = row;
    this.#keys = keys.map((column) => column.slice());
  }

  /** The row that stands for the set `row` is in: its first row. */
  find(row: number): number {
    const parent = this.#parent;
    let at = row;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  /** Value of a kind that the set of `root` states, or {@link noKey}. */
  keyOf(kind: number, root: number): number {
    return this.#keys[kind]?.[root] ?? noKey;
  }

  /** True when the two sets state different values of a kind. */
  contradict(left: number, right: number): boolean {
    for (const column of this.#keys) {
      const a = column[left]!;
      const b = column[right]!;
      if (a !== b && a >= 0 && b >= 0) return true;
    }
    return false;
  }

  /** Joins the sets of two rows unless they contradict each other; false when they do. */
  join(left: number, right: number): boolean {
    const a = this.find(left);
    const b = this.find(right);
    if (a === b) return true;
    if (this.contradict(a, b)) return false;
    const [root, child] = a < b ? [a, b] : [b, a];
    this.#parent[child] = root;
    for (const column of this.#keys) if (column[root] === noKey) column[root] = column[child]!;
    return true;
  }
}
