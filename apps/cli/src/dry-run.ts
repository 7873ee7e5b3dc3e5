import { deleteFlowAnswer, deletionImpact } from '@landfall/contract/deletion';
import { type ConnectionPreview, connectionPreviewPage } from '@landfall/contract/dependencies';
import { type FlowDetails, flowDetails } from '@landfall/contract/flows';
import {
  type PreviewAnswer,
  previewAnswer,
  type PreviewEnd,
  previewEndsPage,
  type PreviewRow,
} from '@landfall/contract/inventory';
import type { AnswerSchema, ApiClient } from './api-client.ts';
import { onceCounted, waitForDeletion } from './await-deletion.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';
import { followFlow, type FlowWatch } from './import-run.ts';

/** The numbers of a dry run: what the import would do, before anything of the inventory changes. */
export type DryRunSummary = Pick<PreviewAnswer, 'counts' | 'large_change'> & {
  readonly flow_id: string;
  readonly data_import_id: string;
};

/** What a dry run shows as it goes. */
export interface DryRunSink {
  readonly begin: (summary: DryRunSummary) => void;
  readonly row: (row: PreviewRow) => void;
  /** An asset made of an end of connections; comes after all rows. */
  readonly end: (asset: PreviewEnd) => void;
  /** Comes after all assets. */
  readonly connection: (connection: ConnectionPreview) => void;
}

/** Which rows of a dry run are shown. */
export interface DryRunWish {
  /** Rows of each kind of effect; unchanged and merged ones are only counted. */
  readonly rowsOfEach: number;
}

const shownActions = ['create', 'update', 'conflict', 'reject'] as const;
const pageRows = 200;

/** Follows a flow to its preview and hands over what every row would do. A file without a row to take has one as well. */
export async function showPreview(
  api: ApiClient,
  flowId: string,
  { watch, wish, sink }: { readonly watch: FlowWatch; readonly wish: DryRunWish; readonly sink: DryRunSink },
): Promise<FlowDetails | undefined> {
  const flow = await followFlow(api, flowId, { ...watch, until: 'asset_preview' }).catch(
    async (error: unknown) => {
      if (!(error instanceof CommandEnd) || error.exitCode !== exitCodes.flowFailed) throw error;
      // Every row was rejected: that is what the preview says.
      if (!(await hasPreview(api, flowId))) throw error;
      return undefined;
    },
  );
  const path = `/flows/${flowId}/asset-preview`;
  const { counts, large_change } = await api.get(`${path}?limit=1`, previewAnswer);
  sink.begin({
    flow_id: flowId,
    data_import_id: flow?.data_import_id ?? (await importOf(api, flowId)),
    counts,
    large_change,
  });
  for (const action of shownActions)
    await eachItem(api, `${path}?action=${action}`, {
      most: wish.rowsOfEach,
      page: previewAnswer,
      show: sink.row,
    });
  await eachItem(api, `${path}/ends?`, { most: wish.rowsOfEach, page: previewEndsPage, show: sink.end });
  await eachItem(api, `/flows/${flowId}/connection-preview?`, {
    most: wish.rowsOfEach,
    page: connectionPreviewPage,
    show: sink.connection,
  });
  return flow;
}

async function hasPreview(api: ApiClient, flowId: string): Promise<boolean> {
  return api.get(`/flows/${flowId}/asset-preview?limit=1`, previewAnswer).then(
    () => true,
    () => false,
  );
}

async function importOf(api: ApiClient, flowId: string): Promise<string> {
  return (await api.get(`/flows/${flowId}`, flowDetails)).data_import_id;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

interface Listing<Item> {
  readonly most: number;
  readonly page: AnswerSchema<Page<Item>>;
  readonly show: (item: Item) => void;
}

async function eachItem<Item>(
  api: ApiClient,
  path: string,
  { most, page: schema, show }: Listing<Item>,
): Promise<void> {
  let left = most;
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<Item> = await api.get(`${path}&limit=${Math.min(left, pageRows)}${from}`, schema);
    for (const item of page.items) show(item);
    left -= page.items.length;
    cursor = page.next_cursor;
  } while (cursor !== null && left > 0);
}

/** Deletes the flow of a dry run with everything it brought, and waits until that is gone. */
export async function discard(api: ApiClient, flowId: string): Promise<void> {
  const base = `/discovery/flows/${flowId}`;
  const impact = await onceCounted(() => api.get(`${base}/deletion-impact`, deletionImpact));
  const body = { force: impact.requires_force, reason: 'Dry run', plan_hash: impact.plan_hash };
  await onceCounted(() => api.send('DELETE', base, { body, answer: deleteFlowAnswer }));
  const deletion = await waitForDeletion(api, base);
  if (deletion.status !== 'done')
    throw new CommandEnd(exitCodes.flowFailed, deletion.error ?? 'The dry run was not removed completely.');
}
