import { type Adjacency, adjacencyOf, type GraphEdge } from './adjacency.ts';

/**
 * Strongly connected components of more than one node, largest first, nodes ascending: the cycles of a graph.
 *
 * Tarjan's algorithm without recursion; time and memory grow with nodes plus edges.
 */
export function cyclesOf(nodeCount: number, edges: readonly GraphEdge[]): number[][] {
  const graph = adjacencyOf(nodeCount, edges);
  const search = new ComponentSearch(graph, nodeCount);
  for (let node = 0; node < nodeCount; node++) search.from(node);
  return search.found.toSorted((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

class ComponentSearch {
  readonly found: number[][] = [];
  readonly #graph: Adjacency;
  /** 1 + order of discovery; 0 for nodes not met yet. */
  readonly #order: Int32Array;
  readonly #low: Int32Array;
  readonly #isOpen: Uint8Array;
  readonly #next: Int32Array;
  readonly #open: number[] = [];
  readonly #path: number[] = [];
  #met = 0;

  constructor(graph: Adjacency, nodeCount: number) {
    this.#graph = graph;
    this.#order = new Int32Array(nodeCount);
    this.#low = new Int32Array(nodeCount);
    this.#isOpen = new Uint8Array(nodeCount);
    this.#next = graph.starts.slice(0, nodeCount);
  }

  from(root: number): void {
    if (this.#order[root] !== 0) return;
    this.#enter(root);
    for (let node = this.#path.at(-1); node !== undefined; node = this.#path.at(-1)) {
      const at = this.#next[node]!;
      if (at < this.#graph.starts[node + 1]!) {
        this.#next[node] = at + 1;
        this.#visit(node, this.#graph.others[at]!);
      } else {
        this.#leave(node);
      }
    }
  }

  #enter(node: number): void {
    this.#order[node] = this.#low[node] = ++this.#met;
    this.#isOpen[node] = 1;
    this.#open.push(node);
    this.#path.push(node);
  }

  #visit(node: number, target: number): void {
    if (this.#order[target] === 0) this.#enter(target);
    else if (this.#isOpen[target] === 1) this.#lower(node, this.#order[target]!);
  }

  #leave(node: number): void {
    this.#path.pop();
    const parent = this.#path.at(-1);
    if (parent !== undefined) this.#lower(parent, this.#low[node]!);
    if (this.#low[node] === this.#order[node]) this.#close(node);
  }

  #lower(node: number, value: number): void {
    this.#low[node] = Math.min(this.#low[node]!, value);
  }

  #close(root: number): void {
    const component = this.#open.splice(this.#open.lastIndexOf(root));
    for (const node of component) this.#isOpen[node] = 0;
    if (component.length > 1) this.found.push(component.toSorted((a, b) => a - b));
  }
}
