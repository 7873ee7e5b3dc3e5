import { DBOS } from '@dbos-inc/dbos-sdk';

/** Jobs whose function runs in this process now. */
const executing = new Set<string>();

/** Runs a job's function and knows meanwhile that it runs. */
export async function trackExecution(work: () => Promise<void>): Promise<void> {
  const id = DBOS.workflowID ?? '';
  executing.add(id);
  try {
    await work();
  } finally {
    executing.delete(id);
  }
}

const looksBeforeLost = 3;

/**
 * Jobs this process has claimed but never began: the claim was committed and its answer lost with the connection, so
 * that the engine waits for somebody who does not know of it.
 */
export class UnstartedJobs {
  #seen = new Map<string, number>();

  /** Of the jobs claimed by this process those that were not begun in three looks, each named once. */
  lostAmong(claimed: readonly string[]): readonly string[] {
    const idle = claimed.filter((id) => !executing.has(id));
    this.#seen = new Map(idle.map((id) => [id, (this.#seen.get(id) ?? 0) + 1] as const));
    return idle.filter((id) => this.#seen.get(id) === looksBeforeLost);
  }
}
