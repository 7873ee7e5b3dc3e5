import type { CleansedRows } from './load-blocks.ts';

/** How long rows stay in memory for whoever decides at once. */
const keptMs = 20_000;

interface KeptRows {
  readonly identity: string;
  readonly rows: CleansedRows;
  readonly timer: NodeJS.Timeout;
}

/**
 * The cleansed rows of the last preview, kept a short while for the creation that often follows at once: reading and
 * unpacking a million rows again takes seconds.
 */
export class RecentRows {
  #kept: KeptRows | undefined;

  /** Keeps the rows of blocks with this identity, in place of any others. */
  keep(identity: string, rows: CleansedRows): void {
    this.drop();
    const timer = setTimeout(() => this.drop(), keptMs);
    timer.unref();
    this.#kept = { identity, rows, timer };
  }

  /** Gives the kept rows away when they are those of blocks with this identity, and forgets any others. */
  take(identity: string): CleansedRows | undefined {
    const kept = this.#kept;
    this.drop();
    return kept?.identity === identity ? kept.rows : undefined;
  }

  drop(): void {
    if (this.#kept !== undefined) clearTimeout(this.#kept.timer);
    this.#kept = undefined;
  }
}
