import { findFlowType, mayAsk } from '@landfall/domain/flow/flow-type';
import { applyCommand } from '../features/flows/apply-command.ts';
import { crashPoint } from '../platform/crash-point.ts';
import type { Db } from '../platform/db.ts';
import type { FlowEngine, PhaseJob } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';
import { inTenantScope, type TenantScope } from '../platform/tenant-scope.ts';
import { BatchTurns } from './batch-turns.ts';
import type { BatchProgress, PhaseContext } from './define-phase.ts';
import { beat, type ClaimedRow, lockRun, recordBatch } from './phase-run.repository.ts';

/** The run has lost its right to write: paused, cancelled, restarted, or taken over. Let it pass. */
export class PhaseFenced extends Error {
  constructor() {
    super('This run may not write any more');
    this.name = 'PhaseFenced';
  }
}

/** The process is stopping; the batch before this one was the last. */
export class PhaseStopped extends Error {
  constructor() {
    super('The process is stopping');
    this.name = 'PhaseStopped';
  }
}

/** A run this delivery has the right to. */
export interface RunClaim {
  readonly job: PhaseJob;
  /** Lease token; a result or batch under another one is stale. */
  readonly token: string;
  readonly row: ClaimedRow;
  readonly signal: AbortSignal;
}

interface ContextDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly log: Log;
  /** Rows of a batch at most; what the phases take by themselves unless told. */
  readonly batchRows?: number | undefined;
  /** Time between two signs of life; 15 s unless told. */
  readonly heartbeatMs?: number | undefined;
}

const usualHeartbeatMs = 15_000;
const stalledAfterMs = 30 * 60_000;

/** The context a handler works with, and how to end its heartbeat. */
export function runContext(deps: ContextDeps, claim: RunClaim): { context: PhaseContext; close: () => void } {
  const { job, row, signal } = claim;
  const { clientAccountId, engagementId, flowId, runId, phase, epoch, attempt } = job;
  const tenant = { clientAccountId, engagementId };
  const progress = { step: row.step, lastBatchAt: Date.now() };
  const turns = new BatchTurns();
  const definition = findFlowType(row.flowType, row.flowTypeVersion);
  const heart = startHeart(deps.heartbeatMs ?? usualHeartbeatMs, () => keepAlive(deps, claim, progress));
  const context: PhaseContext = {
    tenant,
    flowId,
    importId: row.importId,
    runId,
    phase,
    epoch,
    attempt,
    createdBy: row.createdBy,
    afterGate: row.afterGate,
    mayAsk: (gate) => definition !== undefined && mayAsk(definition, phase, gate),
    checkpoint: row.checkpoint ?? null,
    rowsDone: row.rowsDone,
    batchRows: deps.batchRows,
    signal,
    batch: (planned, work, ahead) => runBatch({ deps, claim, progress, turns }, planned, { work, ahead }),
    read: (work) => inTenantScope(deps.db, { ...tenant, readOnly: true }, work),
    async record(scope, { type, payload }) {
      await applyCommand(scope, deps.engine, {
        flowId,
        build: ({ at, ids }) => ({ type: 'note', at, ids, note: type, payload }),
      });
    },
  };
  return { context, close: () => clearInterval(heart) };
}

interface Running {
  readonly deps: ContextDeps;
  readonly claim: RunClaim;
  readonly progress: { step: number; lastBatchAt: number };
  readonly turns: BatchTurns;
}

interface BatchWork {
  readonly work: (scope: TenantScope) => Promise<BatchProgress | undefined | void>;
  readonly ahead: ((scope: TenantScope) => Promise<void>) | undefined;
}

/** One batch in one transaction, which is fenced when it is this batch's turn. */
async function runBatch(
  { deps, claim, progress, turns }: Running,
  planned: BatchProgress,
  { work, ahead }: BatchWork,
): Promise<void> {
  if (claim.signal.aborted) throw new PhaseStopped();
  const { clientAccountId, engagementId, runId, phase } = claim.job;
  const name = `batch.${phase}`;
  crashPoint(`${name}.before`);
  await turns.next(async (before) => {
    await inTenantScope(deps.db, { clientAccountId, engagementId }, async (scope) => {
      await ahead?.(scope);
      if (ahead !== undefined) crashPoint(`${name}.written-ahead`);
      await before;
      const { step } = progress;
      await requireRight(scope, claim, step);
      crashPoint(`${name}.fenced`);
      const done = (await work(scope)) ?? planned;
      crashPoint(`${name}.worked`);
      await recordBatch(scope, { runId, token: claim.token, step }, withSmallCheckpoint(done));
      crashPoint(`${name}.before-commit`);
    });
    progress.step += 1;
    progress.lastBatchAt = Date.now();
  });
  crashPoint(`${name}.after`);
}

/** Throws {@link PhaseFenced} unless run, phase, epoch, lease and step are still those of this delivery. */
async function requireRight(scope: TenantScope, { job, token }: RunClaim, step: number): Promise<void> {
  const row = await lockRun(scope, job);
  const holds =
    row !== undefined &&
    row.runStatus === 'executing' &&
    row.flowStatus === 'running' &&
    !row.deleted &&
    row.currentPhase === job.phase &&
    row.flowEpoch === job.epoch &&
    row.leaseOwner === token &&
    row.step === step;
  if (!holds) throw new PhaseFenced();
}

function withSmallCheckpoint(progress: BatchProgress): BatchProgress {
  const text = JSON.stringify(progress.checkpoint ?? null);
  if (text.length > 4096) throw new Error(`A checkpoint of ${text.length} characters is too large`);
  return progress;
}

/** Beats now and then; a beat that waits for the batch of its own run is not joined by others, each with a connection. */
function startHeart(everyMs: number, beatOnce: () => Promise<void>): NodeJS.Timeout {
  let isBeating = false;
  return setInterval(() => {
    if (isBeating) return;
    isBeating = true;
    void beatOnce().finally(() => {
      isBeating = false;
    });
  }, everyMs);
}

interface Liveness {
  readonly lastBatchAt: number;
}

/** Extends the lease while batches finish; a run without one for half an hour lets its lease expire. */
async function keepAlive(
  deps: ContextDeps,
  { job, token }: RunClaim,
  { lastBatchAt }: Liveness,
): Promise<void> {
  if (Date.now() - lastBatchAt > stalledAfterMs) {
    deps.log.error(
      { run: job.runId, phase: job.phase },
      'no batch finished for 30 minutes; the lease may expire',
    );
    return;
  }
  try {
    await inTenantScope(deps.db, job, (scope) => beat(scope, job.runId, token));
  } catch (error) {
    deps.log.warn({ run: job.runId, error: String(error) }, 'heartbeat not written');
  }
}
