import { setTimeout as sleep } from 'node:timers/promises';
import { deletionProgress, type DeletionProgress } from '@landfall/contract/deletion';
import { type ApiClient, ProblemAnswer } from './api-client.ts';

const pollMs = 250;
const countingMs = 2000;

/** Where many assets are shared the counts take long; the server says so, and is asked again. */
export async function onceCounted<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProblemAnswer) || error.problem.code !== 'impact_being_counted') throw error;
      process.stderr.write('Still counting what would go …\n');
      await sleep(countingMs);
    }
  }
}

/** The server removes the data step by step; a server started for this command alone must live that long. */
export async function waitForDeletion(api: ApiClient, base: string): Promise<DeletionProgress> {
  for (;;) {
    const progress = await api.get(`${base}/deletion`, deletionProgress);
    if (progress.status === 'done' || progress.status === 'failed') return progress;
    await sleep(pollMs);
  }
}
