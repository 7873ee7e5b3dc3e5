/** Batches under way, which end in the order they were begun. */
export class BatchTurns {
  #last: Promise<void> = Promise.resolve();
  #open = 0;

  /** Runs a batch that is given the end of the one before it; that one's failure, when still under way, is its own. */
  async next(run: (before: Promise<void>) => Promise<void>): Promise<void> {
    const before = this.#open === 0 ? Promise.resolve() : this.#last;
    this.#open++;
    const done = run(before).finally(() => {
      this.#open--;
    });
    this.#last = done;
    // Whoever began the batch hears of its failure; a later one may never come.
    done.catch(() => {});
    await done;
  }
}
