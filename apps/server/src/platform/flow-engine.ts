import type { PhaseName } from '@landfall/domain/flow/flow-type';
import type { ClientAccountId, EngagementId, FlowId, PhaseRunId } from '@landfall/domain/shared/ids';
import type { PoolClient } from 'pg';

/** One phase run to be executed. It names rows; it carries no content and no state. */
export interface PhaseJob {
  readonly clientAccountId: ClientAccountId;
  readonly engagementId: EngagementId;
  readonly flowId: FlowId;
  readonly runId: PhaseRunId;
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly attempt: number;
}

/** One deletion to be carried out. It names the deletion, never the flow, so that the queue keeps no trace of it. */
export interface DeletionJob {
  readonly clientAccountId: ClientAccountId;
  readonly engagementId: EngagementId;
  readonly deletionId: string;
}

/** Executes one delivery of a deletion; like {@link PhaseJobHandler}, at least once. */
export type DeletionJobHandler = (delivery: {
  readonly job: DeletionJob;
  readonly signal: AbortSignal;
}) => Promise<'done' | 'hand_over'>;

/** One delivery of a job. The same job may be delivered more than once; the handler makes that harmless. */
export interface Delivery {
  readonly job: PhaseJob;
  /** Name of the process that executes it; `executor-lock.ts` tells whether a process is alive. */
  readonly executor: string;
  /** Aborts when the process is asked to stop. */
  readonly signal: AbortSignal;
}

/**
 * Executes one delivery. `done` ends it; `hand_over` leaves it for another process because this one stops.
 * A thrown error ends it too: the reconciler delivers the job again while its run is still to finish.
 */
export type PhaseJobHandler = (delivery: Delivery) => Promise<'done' | 'hand_over'>;

/** "Run this phase now", durable and at least once. The flow's rows are the truth, the engine only calls. */
export interface FlowEngine {
  /** Adds the job to the transaction open on `client`; it exists when that transaction commits. */
  enqueue(client: PoolClient, job: PhaseJob, delaySeconds?: number): Promise<void>;
  /** Adds a job again under a delivery number from 2; the same number twice is one delivery. */
  enqueueAgain(job: PhaseJob, deliveryNumber: number): Promise<void>;
  /** For each job how many deliveries there were and whether one is still to finish. */
  deliveriesOf(jobs: readonly PhaseJob[]): Promise<ReadonlyMap<PhaseRunId, Deliveries>>;
  /** Adds a deletion to the transaction open on `client`; deletions of one engagement run one after the other. */
  enqueueDeletion(client: PoolClient, job: DeletionJob): Promise<void>;
  /** Adds a deletion again under a delivery number from 2; the same number twice is one delivery. */
  enqueueDeletionAgain(job: DeletionJob, deliveryNumber: number): Promise<void>;
  /** For each deletion, by id, how many deliveries there were and whether one is still to finish. */
  deletionDeliveriesOf(jobs: readonly DeletionJob[]): Promise<ReadonlyMap<string, Deliveries>>;
  /** Forgets the deliveries of a flow's phases; answers how many are being executed at this moment and stay. */
  forgetFlow(flowId: FlowId): Promise<number>;
  /** Starts executing jobs in this process, and taking over those of processes that have died. */
  startWorker(handler: PhaseJobHandler, deletionHandler?: DeletionJobHandler): Promise<void>;
  /** Forgets deliveries that finished before this time. */
  forgetFinished(before: Date): Promise<void>;
  /** Takes no more jobs, lets each running one finish its batch, and closes every connection. */
  stop(): Promise<void>;
}

export interface Deliveries {
  readonly count: number;
  readonly open: boolean;
}
