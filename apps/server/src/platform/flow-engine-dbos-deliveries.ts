import type { DBOSClient } from '@dbos-inc/dbos-sdk';
import type { FlowId, PhaseRunId } from '@landfall/domain/shared/ids';
import type { DeletionJob, Deliveries, PhaseJob } from './flow-engine.ts';

/** Names under which the engine keeps phase jobs and deletions. */
export const workflow = 'phase';
export const queue = 'phases';
export const deletionWorkflow = 'deletion';
export const deletionQueue = 'deletions';
// Never raised: a job is short and idempotent, and a raised version would strand the jobs of the older one.
export const version = '1';

/** How a delivery of a phase job is enqueued. */
export function phaseOptions(job: PhaseJob, deliveryNumber: number) {
  return {
    workflowName: workflow,
    queueName: queue,
    workflowID: workflowId(job, deliveryNumber),
    queuePartitionKey: job.engagementId,
    appVersion: version,
  };
}

function workflowId({ flowId, phase, epoch, attempt }: PhaseJob, deliveryNumber: number): string {
  const first = `${flowId}:${phase}:${epoch}:${attempt}`;
  return deliveryNumber === 1 ? first : `${first}:${deliveryNumber}`;
}

/** How a delivery of a deletion is enqueued. */
export function deletionOptions({ deletionId, engagementId }: DeletionJob, deliveryNumber: number) {
  return {
    workflowName: deletionWorkflow,
    queueName: deletionQueue,
    workflowID: deliveryNumber === 1 ? deletionId : `${deletionId}:${deliveryNumber}`,
    queuePartitionKey: engagementId,
    appVersion: version,
  };
}

/** Deliveries of phase jobs by run. */
export function deliveriesOf(
  client: DBOSClient,
  jobs: readonly PhaseJob[],
): Promise<ReadonlyMap<PhaseRunId, Deliveries>> {
  return countDeliveries(client, new Map(jobs.map((job) => [workflowId(job, 1), job.runId])));
}

/** Deliveries of deletions by deletion. */
export function deletionDeliveriesOf(
  client: DBOSClient,
  jobs: readonly DeletionJob[],
): Promise<ReadonlyMap<string, Deliveries>> {
  return countDeliveries(client, new Map(jobs.map(({ deletionId }) => [deletionId, deletionId])));
}

/** Deliveries by what they are deliveries of, found by the id of the first one. */
async function countDeliveries<Key extends string>(
  client: DBOSClient,
  firstIds: ReadonlyMap<string, Key>,
): Promise<ReadonlyMap<Key, Deliveries>> {
  const found = new Map<Key, Deliveries>();
  if (firstIds.size === 0) return found;
  const statuses = await client.listWorkflows({
    workflow_id_prefix: [...firstIds.keys()],
    loadInput: false,
    loadOutput: false,
  });
  for (const { workflowID, status } of statuses) {
    const key = firstIds.get(workflowID) ?? firstIds.get(workflowID.slice(0, workflowID.lastIndexOf(':')));
    if (key === undefined) continue;
    const { count, open } = found.get(key) ?? { count: 0, open: false };
    found.set(key, { count: count + 1, open: open || isOpen(status) });
  }
  return found;
}

/** Deletes every delivery of a flow's phases but those that are being executed; answers how many those are. */
export async function forgetFlow(client: DBOSClient, flowId: FlowId): Promise<number> {
  const deliveries = await client.listWorkflows({
    workflow_id_prefix: `${flowId}:`,
    loadInput: false,
    loadOutput: false,
  });
  const ids = deliveries.filter(({ status }) => status !== 'PENDING').map(({ workflowID }) => workflowID);
  if (ids.length > 0) await client.deleteWorkflows(ids);
  return deliveries.length - ids.length;
}

function isOpen(status: string): boolean {
  return status === 'PENDING' || status === 'ENQUEUED' || status === 'DELAYED';
}
