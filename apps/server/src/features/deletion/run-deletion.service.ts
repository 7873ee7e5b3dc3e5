import { setTimeout as sleep } from 'node:timers/promises';
import {
  addCounts,
  noCounts,
  totalRecords,
  type DeletionCounts,
} from '@landfall/domain/deletion/deletion-plan';
import { deletionStepAt, deletionSteps } from '@landfall/domain/deletion/deletion-step';
import { asId, type TenantPair } from '@landfall/domain/shared/ids';
import { appendAudit } from '../../platform/audit.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import { isDatabaseAway } from '../../platform/database-away.ts';
import type { Db } from '../../platform/db.ts';
import type { DeletionJob, DeletionJobHandler } from '../../platform/flow-engine.ts';
import type { Log } from '../../platform/log.ts';
import { type Actor, inTenantScope } from '../../platform/tenant-scope.ts';
import { findLeftovers } from './cascade.repository.ts';
import { type StepContext, type StepDeps, type StepEnd, stepsByName } from './deletion-steps.ts';
import {
  addRemoved,
  endDeletion,
  findDeletionById,
  lockDeletion,
  moveTo,
  noteError,
  type StoredDeletion,
} from './deletion.repository.ts';

export interface RunDeletionDeps extends StepDeps {
  readonly db: Db;
  readonly log: Log;
}

const rollbackStep = deletionSteps.indexOf('asset_values') + 1;
const lastStep = deletionSteps.length;
/** How often the list is gone through when something is found left at its end. */
const rounds = 3;

/** Another delivery has taken the deletion further, or it has ended. */
class DeletionMoved extends Error {}
/** The process is stopping. */
class DeletionStopped extends Error {}

/** Times a step that fails is tried again before the job is given up until the reconciler delivers it anew. */
const triesInPlace = 5;
const firstPauseMs = 250;
const longestPauseMs = 5000;

/**
 * Carries out deletions: step after step, each batch with its progress in one transaction, so that a process that
 * dies loses at most one batch and any other goes on at the same step. A step that fails is tried again soon; while
 * the database is away, the job waits for it.
 */
export function deletionHandler(deps: RunDeletionDeps): DeletionJobHandler {
  return async ({ job, signal }) => {
    let failures = 0;
    for (;;) {
      try {
        if (await runStep(deps, job, signal)) return 'done';
        failures = 0;
      } catch (error) {
        if (error instanceof DeletionStopped) return 'hand_over';
        if (error instanceof DeletionMoved) return 'done';
        await noteFailure(deps, job, error);
        failures += isDatabaseAway(error) ? 0 : 1;
        if (failures === triesInPlace) throw error;
        if (await isStoppedWithin(pauseMs(failures), signal)) return 'hand_over';
      }
    }
  };
}

function pauseMs(failures: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** failures);
}

/** Waits; true when the process stops meanwhile. */
async function isStoppedWithin(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}

/** Runs the step a deletion is at; answers whether it was the last. */
async function runStep(deps: RunDeletionDeps, job: DeletionJob, signal: AbortSignal): Promise<boolean> {
  const tenant = tenantOf(job);
  const found = await inTenantScope(deps.db, { ...tenant, readOnly: true }, (scope) =>
    findDeletionById(scope, job.deletionId),
  );
  if (found === undefined || found.status === 'done' || found.status === 'failed') return true;
  const { id, step, round } = found;
  const run: Run = { deps, tenant: { ...tenant, actor: actorOf(found) }, deletion: found, signal };
  const name = deletionStepAt(step);
  crashPoint(`delete.step-${step}.before`);
  if (name === undefined || name === 'verify') return verify(run);
  const end = (await stepsByName[name](contextOf(run))) ?? {};
  crashPoint(`delete.step-${step}.done`);
  await inTenantScope(deps.db, run.tenant, async (scope) => {
    if (!(await lockDeletion(scope, found))) throw new DeletionMoved();
    await moveTo(scope, id, { step: nextStep(step, end), round, mark: end.mark });
  });
  crashPoint(`delete.step-${step}.after`);
  return false;
}

function nextStep(step: number, { rollBackAgain = false }: StepEnd): number {
  return rollBackAgain ? rollbackStep : step + 1;
}

function tenantOf({ clientAccountId, engagementId }: DeletionJob): TenantPair {
  return { clientAccountId, engagementId };
}

/** The worker acts, for the person who asked. */
function actorOf({ requestedBy }: StoredDeletion): Actor {
  return { userId: requestedBy === null ? null : asId(requestedBy), kind: 'worker' };
}

interface Run {
  readonly deps: RunDeletionDeps;
  readonly tenant: TenantPair & { readonly actor: Actor };
  readonly deletion: StoredDeletion;
  readonly signal: AbortSignal;
}

function contextOf({ deps, tenant, deletion, signal }: Run): StepContext {
  const { id, step, flowId, importId, kept } = deletion;
  return {
    ...deps,
    flowId,
    importId,
    mark: kept.mark,
    read: (work) => inTenantScope(deps.db, { ...tenant, readOnly: true }, work),
    async pause(milliseconds) {
      if (signal.aborted) throw new DeletionStopped();
      await sleep(milliseconds);
    },
    async batch(work) {
      if (signal.aborted) throw new DeletionStopped();
      crashPoint(`delete.step-${step}.batch`);
      const removed = await inTenantScope(deps.db, tenant, async (scope) => {
        if (!(await lockDeletion(scope, deletion))) throw new DeletionMoved();
        const counts = await work(scope);
        await addRemoved(scope, id, counts);
        crashPoint(`delete.step-${step}.before-commit`);
        return counts;
      });
      crashPoint(`delete.step-${step}.committed`);
      return removed;
    },
  };
}

/** Looks for what is left: nothing ends the deletion, something starts the list over, too often gives up and says so. */
async function verify({ deps, tenant, deletion }: Run): Promise<boolean> {
  const { id, round, flowId } = deletion;
  const ended = await inTenantScope(deps.db, tenant, async (scope) => {
    if (!(await lockDeletion(scope, deletion))) throw new DeletionMoved();
    const left = await findLeftovers(scope, deletion);
    const isClean = Object.keys(left).length === 0;
    if (!isClean && round < rounds) {
      await moveTo(scope, id, { step: 1, round: round + 1 });
      return false;
    }
    const error = isClean ? null : `Left after ${rounds} rounds: ${JSON.stringify(left)}`;
    await endDeletion(scope, id, { status: isClean ? 'done' : 'failed', error });
    const removed = addCounts(noCounts, deletion.removed);
    await appendAudit(scope, {
      action: 'flow.delete_finished',
      resourceType: 'flow',
      resourceId: flowId,
      result: isClean ? 'success' : 'error',
      details: { removed, planned: deletion.plan, differs: !isSame(removed, deletion.plan), left },
    });
    if (!isClean) deps.log.error({ deletion: id, left }, 'a deletion could not remove everything');
    crashPoint(`delete.step-${lastStep}.before-commit`);
    return true;
  });
  crashPoint(`delete.step-${lastStep}.after`);
  return ended;
}

function isSame(left: DeletionCounts, right: DeletionCounts): boolean {
  return (
    totalRecords(left) === totalRecords(right) &&
    JSON.stringify(addCounts(noCounts, left)) === JSON.stringify(addCounts(noCounts, right))
  );
}

/** The job is delivered again; meanwhile everybody who looks can see why it stopped. */
async function noteFailure({ db, log }: RunDeletionDeps, job: DeletionJob, error: unknown): Promise<void> {
  log.error({ err: error, deletion: job.deletionId }, 'a deletion stopped and will be tried again');
  try {
    await inTenantScope(db, tenantOf(job), (scope) => noteError(scope, job.deletionId, String(error)));
  } catch (second) {
    log.warn({ err: second, deletion: job.deletionId }, 'why a deletion stopped could not be noted');
  }
}
