import { bulkAnswer } from '@landfall/contract/common';
import { conflictsAnswer, resolveConflictAnswer } from '@landfall/contract/inventory';
import type { ApiClient } from './api-client.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';

/**
 * Settles every pending conflict of a flow for the asset that exists already, which changes nothing of it.
 *
 * The row is accounted for as unchanged; its values stay readable in the import.
 */
export async function keepExisting(api: ApiClient, flowId: string): Promise<void> {
  const path = `/flows/${flowId}/asset-conflicts?status=pending&limit=500`;
  let { items } = await api.get(path, conflictsAnswer);
  while (items.length > 0) {
    const clear = items.filter(({ candidates }) => candidates.length === 1).map(({ id }) => id);
    if (clear.length > 0) await keepAll(api, flowId, clear);
    for (const { id, candidates, version } of items) {
      if (candidates.length === 1) continue;
      // Several assets could be meant; nothing of any of them changes.
      const body = {
        resolution: 'keep_existing',
        asset_id: candidates[0]?.asset_id,
        expected_version: version,
      };
      await api.send('POST', `/asset-conflicts/${id}/resolve`, { body, answer: resolveConflictAnswer });
    }
    ({ items } = await api.get(path, conflictsAnswer));
  }
}

async function keepAll(api: ApiClient, flowId: string, ids: readonly string[]): Promise<void> {
  const body = { flow_id: flowId, ids, resolution: 'keep_existing' };
  const { results, failed } = await api.send('POST', '/asset-conflicts/bulk-resolve', {
    body,
    answer: bulkAnswer,
  });
  if (failed === 0) return;
  const reason =
    results.find(({ code }) => code !== undefined)?.message ?? 'A conflict could not be settled.';
  throw new CommandEnd(exitCodes.waitsForPerson, reason);
}
