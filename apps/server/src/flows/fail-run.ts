import { noProgressMinutes } from '@landfall/domain/flow/liveness';
import type { PhaseResult } from '@landfall/domain/flow/phase-result';
import {
  lostWorkerCode,
  lostWorkersPerTry,
  stalledPhaseCode,
} from '@landfall/domain/flow/phase-result-rules';
import { applyCommand } from '../features/flows/apply-command.ts';
import type { FlowEngine, PhaseJob } from '../platform/flow-engine.ts';
import type { Log } from '../platform/log.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { ClaimedRow } from './phase-run.repository.ts';

type Failure = Extract<PhaseResult, { kind: 'failed' }>;

/** A run whose workers died one after the other without finishing a batch. */
export function workersLost({ phase }: PhaseJob): Failure {
  const detail = `${lostWorkersPerTry} workers died in ${phase.replaceAll('_', ' ')} without finishing a batch.`;
  return { kind: 'failed', code: lostWorkerCode, retryable: true, detail };
}

/** A run whose worker lives and has finished no batch for half an hour. */
export function stalled({ phase }: PhaseJob): Failure {
  const detail = `No batch of ${phase.replaceAll('_', ' ')} was finished for ${noProgressMinutes} minutes.`;
  return { kind: 'failed', code: stalledPhaseCode, retryable: true, detail };
}

/**
 * Records the failure of an executing run in place of its owner, under the locks `row` was read with. Whatever the
 * owner still writes is stale from then on. Answers whether it was recorded.
 */
export async function failRun(
  scope: TenantScope,
  { engine, log }: { readonly engine: FlowEngine; readonly log: Log },
  { job, row, failure }: { readonly job: PhaseJob; readonly row: ClaimedRow; readonly failure: Failure },
): Promise<boolean> {
  const { leaseOwner, runStatus } = row;
  if (leaseOwner === null || runStatus !== 'executing') return false;
  const applied = await applyCommand(scope, engine, {
    flowId: job.flowId,
    build: ({ at, ids }) => ({
      type: 'phase_failed',
      at,
      ids,
      runId: job.runId,
      epoch: job.epoch,
      leaseToken: leaseOwner,
      recorded: runStatus,
      result: failure,
    }),
  });
  const fields = { flow: job.flowId, run: job.runId, phase: job.phase, code: failure.code };
  log.error(fields, 'a run was failed in place of its worker');
  return applied.kind === 'changed';
}
