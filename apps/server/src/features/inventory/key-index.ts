/** Stands for no asset among the numbers of assets. */
export const noAsset = -1;

/** Assets by one kind of key: the last asset with each key, and for each asset the one before it. */
export class KeyIndex {
  readonly #last: Int32Array;
  #before = new Int32Array(1024);

  constructor(size: number) {
    this.#last = new Int32Array(size).fill(noAsset);
  }

  add(value: number, asset: number): void {
    if (asset >= this.#before.length) this.#grow(asset);
    this.#before[asset] = this.#last[value] ?? noAsset;
    this.#last[value] = asset;
  }

  /** Assets with a key, in the order they were added. */
  holders(value: number): number[] {
    const found: number[] = [];
    for (let at = this.#last[value] ?? noAsset; at !== noAsset; at = this.#before[at] ?? noAsset)
      found.push(at);
    return found.toReversed();
  }

  #grow(asset: number): void {
    const before = new Int32Array(Math.max(asset + 1, this.#before.length * 2));
    before.set(this.#before);
    this.#before = before;
  }
}
