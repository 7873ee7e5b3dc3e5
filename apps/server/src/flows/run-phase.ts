import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowCommand, FreshIds, RunReport } from '@landfall/domain/flow/flow-command';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import { lostWorkersPerTry } from '@landfall/domain/flow/phase-result-rules';
import type { TenantPair } from '@landfall/domain/shared/ids';
import { applyCommand } from '../features/flows/apply-command.ts';
import { AppError } from '../platform/app-error.ts';
import { crashPoint } from '../platform/crash-point.ts';
import { isDatabaseAway } from '../platform/database-away.ts';
import type { Db } from '../platform/db.ts';
import { isExecutorAlive } from '../platform/executor-lock.ts';
import type { Delivery, FlowEngine } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';
import { inTenantScope, type TenantScope } from '../platform/tenant-scope.ts';
import type { Phase, PhaseContext } from './define-phase.ts';
import {
  type ClaimedRow,
  giveBackLease,
  lockRun,
  recordedStatus,
  takeOverLease,
} from './phase-run.repository.ts';
import { failRun, workersLost } from './fail-run.ts';
import { PhaseFenced, PhaseStopped, type RunClaim, runContext } from './run-context.ts';
import { phaseKey, type PhaseRegistry } from './phase-registry.ts';

export interface RunPhaseDeps {
  readonly db: Db;
  readonly engine: FlowEngine;
  readonly registry: PhaseRegistry;
  readonly log: Log;
  /** Rows of a batch at most; what the phases take by themselves unless told. */
  readonly batchRows?: number | undefined;
  /** Time between two signs of life of a run; 15 s unless told. */
  readonly heartbeatMs?: number | undefined;
}

/** Times an error outside the handler is tried again before the delivery is given up until the reconciler comes. */
const triesInPlace = 5;
const firstPauseMs = 250;
const longestPauseMs = 5000;

/**
 * Executes one delivery of a phase job: claims the run, calls the handler, records its result.
 *
 * A delivery that has no right to the run (paused, cancelled, restarted, done, or executed by a living
 * process) is discarded whole. When the database goes away the delivery waits for it and goes on; another error in
 * claiming or recording is tried again a few times.
 */
export async function runPhase(deps: RunPhaseDeps, delivery: Delivery): Promise<'done' | 'hand_over'> {
  const { job, signal } = delivery;
  const token = `${delivery.executor}/${randomUUID()}`;
  let failures = 0;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    try {
      await runOnce(deps, delivery, token);
      return 'done';
    } catch (error) {
      if (error instanceof PhaseFenced) return 'done';
      if (signal.aborted) return handOver(deps, delivery, token);
      failures += isDatabaseAway(error) ? 0 : 1;
      if (failures === triesInPlace) {
        await handOver(deps, delivery, token);
        throw error;
      }
      deps.log.warn({ run: job.runId, error: String(error) }, 'a delivery failed and is tried again');
      await sleep(pause);
    }
  }
}

/** Leaves the run to whoever gets its next delivery, without waiting for the lease to expire. */
async function handOver(deps: RunPhaseDeps, { job }: Delivery, token: string): Promise<'hand_over'> {
  try {
    await inTenantScope(deps.db, job, (scope) => giveBackLease(scope, job.runId, token));
  } catch (error) {
    deps.log.warn({ run: job.runId, error: String(error) }, 'lease not given back; it expires by itself');
  }
  return 'hand_over';
}

async function runOnce(deps: RunPhaseDeps, delivery: Delivery, token: string): Promise<void> {
  const { job } = delivery;
  crashPoint('run.delivered');
  const claimed = await inTenantScope(deps.db, job, (scope) => claim(deps, scope, { delivery, token }));
  if (claimed === undefined) throw new PhaseFenced();
  crashPoint(`run.${job.phase}.claimed`);
  const phase = deps.registry.get(phaseKey({ flowType: claimed.flowType, name: job.phase }));
  if (phase === undefined) throw new Error(`No handler for ${claimed.flowType}/${job.phase}`);
  const run: RunClaim = { job, token, row: claimed, signal: delivery.signal };
  const { context, close } = runContext(deps, run);
  try {
    const result = await resultOf(deps, phase, context);
    crashPoint(`run.${job.phase}.before-result`);
    await record(deps, { run, phase, context }, result);
    crashPoint(`run.${job.phase}.after-result`);
  } finally {
    close();
  }
}

/** Starts a queued run, or takes over an executing one whose process is dead; `undefined` without the right. */
async function claim(
  deps: RunPhaseDeps,
  scope: TenantScope,
  { delivery: { job }, token }: { delivery: Delivery; token: string },
): Promise<(ClaimedRow & { flowType: string }) | undefined> {
  const row = await lockRun(scope, job);
  if (row === undefined || !mayRun(row, job)) return undefined;
  if (row.runStatus === 'queued') {
    const applied = await applyCommand(scope, deps.engine, {
      flowId: job.flowId,
      build: ({ at, ids }) => ({
        type: 'start_phase',
        at,
        ids,
        runId: job.runId,
        epoch: job.epoch,
        leaseToken: token,
        recorded: row.runStatus,
      }),
    });
    return applied.kind === 'changed' ? row : undefined;
  }
  if (!(await isAbandoned(deps.db, row, token))) return undefined;
  const lost = row.leaseOwner !== null && row.leaseOwner !== token;
  if (lost && row.lostWorkers + 1 >= lostWorkersPerTry) {
    // Taking it over once more would most likely cost this process too.
    await failRun(scope, deps, { job, row, failure: workersLost(job) });
    return undefined;
  }
  await takeOverLease(scope, job.runId, { token, lost });
  return row;
}

function mayRun(row: ClaimedRow, job: Delivery['job']): boolean {
  const open = row.runStatus === 'queued' || row.runStatus === 'executing';
  const current = row.currentPhase === job.phase && row.flowEpoch === job.epoch;
  return open && current && row.flowStatus === 'running' && !row.deleted;
}

/** A run is free when its lease has ended, is this delivery's own, or belongs to a process that died. */
async function isAbandoned(db: Db, row: ClaimedRow, token: string): Promise<boolean> {
  if (row.leaseOwner === null || row.leaseOwner === token || row.leaseExpired) return true;
  const [executor = ''] = row.leaseOwner.split('/');
  return !(await isExecutorAlive(db.pool, executor));
}

/** The handler's result; an error it did not foresee becomes a failure that can be tried again. */
async function resultOf(deps: RunPhaseDeps, phase: Phase, context: PhaseContext): Promise<PhaseResult> {
  try {
    return await phase.run(context);
  } catch (error) {
    if (error instanceof PhaseFenced || error instanceof PhaseStopped || isDatabaseAway(error)) throw error;
    if (context.signal.aborted) throw error;
    const fields = { run: context.runId, phase: phase.name, error: errorText(error) };
    deps.log.error(fields, 'phase threw');
    if (error instanceof AppError) {
      const retryable = error.kind === 'unavailable';
      return { kind: 'failed', code: error.code, retryable, detail: error.message };
    }
    const detail = 'The phase stopped because of an unexpected error. The log has the details.';
    return { kind: 'failed', code: 'internal_error', retryable: true, detail };
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

interface Recording {
  readonly run: RunClaim;
  readonly phase: Phase;
  readonly context: PhaseContext;
}

/** Records the result through the one procedure; the exit condition is checked in the same transaction. */
async function record(deps: RunPhaseDeps, recording: Recording, result: PhaseResult): Promise<void> {
  const { job, token } = recording.run;
  const pair: TenantPair = job;
  const applied = await inTenantScope(deps.db, pair, async (scope) => {
    const final = await withExitCondition(scope, recording, result);
    const recorded = await recordedStatus(scope, job);
    return applyCommand(scope, deps.engine, {
      flowId: job.flowId,
      build: ({ at, ids }) => {
        const report = { at, ids, runId: job.runId, epoch: job.epoch, leaseToken: token, recorded };
        return commandFor(report, final);
      },
    });
  });
  if (applied.kind === 'refused') {
    deps.log.info({ run: job.runId, code: applied.code }, 'phase result discarded');
  }
}

type Report = RunReport & { readonly at: string; readonly ids: FreshIds };

function commandFor(report: Report, result: PhaseResult): FlowCommand {
  if (result.kind === 'succeeded') return { type: 'phase_succeeded', ...report, result };
  if (result.kind === 'needs_decision') return { type: 'phase_needs_decision', ...report, result };
  return { type: 'phase_failed', ...report, result };
}

async function withExitCondition(
  scope: TenantScope,
  { phase, context }: Recording,
  result: PhaseResult,
): Promise<PhaseResult> {
  if (result.kind !== 'succeeded' || phase.checkExit === undefined) return result;
  const reason = await phase.checkExit(scope, context);
  if (reason === undefined) return result;
  return { kind: 'failed', code: 'exit_condition_unmet', retryable: true, detail: reason };
}
