import type { Right } from '@landfall/domain/access/policy';
import type { FlowState } from '@landfall/domain/flow/flow-state';
import { phaseIndex } from '@landfall/domain/flow/flow-type';
import type { ResumeFacts } from '@landfall/domain/flow/resume-decision';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { LockedFlow } from './flow-record.ts';
import type { PreparedApproval } from './gate-decisions.service.ts';
import type { FlowStanding } from './resume.repository.ts';
import { findLastGate } from './resume.repository.ts';
import type { ResumeDeps } from './resume-ports.ts';

type MayDo = (right: Right) => boolean;

/** What can be said of a flow before the doctor has looked at it: enough for the rows that do not need more. */
export function factsAtSight(standing: FlowStanding | undefined, mayDo: MayDo): ResumeFacts {
  return {
    status: standing?.status,
    deleted: standing?.deleted === true,
    damage: 'unexamined',
    mayDo,
    mapping: 'ahead',
    undecidedColumns: 0,
    gate: undefined,
    lastGateApproved: false,
    rawDataExists: false,
    run: 'live',
    retryable: false,
  };
}

/** Everything the decision table looks at, under the locks of a consistent flow. */
export async function factsOf(
  scope: TenantScope,
  deps: Pick<ResumeDeps, 'engine' | 'mappings' | 'rawDataExists'>,
  { flow, prepared, mayDo }: { flow: LockedFlow; prepared: PreparedApproval | undefined; mayDo: MayDo },
): Promise<ResumeFacts> {
  const { state, flowId, importId } = flow;
  const { status, deleted, gate, failure } = state;
  const lastGate = await findLastGate(scope, flowId, state.epoch);
  return {
    status,
    deleted,
    damage: 'none',
    mayDo,
    mapping: placeOfMapping(state),
    undecidedColumns: await deps.mappings.undecided(scope, importId),
    // A decision that names another revision is refused as stale by the reducer, whatever its gate asks for.
    gate: gate && { kind: gate.kind, satisfied: (prepared?.reasons ?? []).length === 0 },
    lastGateApproved: lastGate?.status === 'approved' || lastGate?.status === 'closed',
    rawDataExists: await deps.rawDataExists(scope, importId),
    run: await livenessOf(scope, deps, flow),
    retryable: failure?.retryable === true,
  };
}

/** Where the flow stands on its way to the phase that maps columns. */
export function placeOfMapping({ definition, currentPhase, status }: FlowState): ResumeFacts['mapping'] {
  const mapping = definition.phases.findIndex(({ gates }) =>
    gates.some(({ kind }) => kind === 'mapping_approval'),
  );
  const current = phaseIndex(definition, currentPhase);
  if (current > mapping || status === 'completed') return 'passed';
  return current === mapping ? 'current' : 'ahead';
}

/** A queued run is alive while something will deliver it; an executing one while its lease holds. */
async function livenessOf(
  { clientAccountId, engagementId }: TenantScope,
  { engine }: Pick<ResumeDeps, 'engine'>,
  { flowId, state: { run } }: LockedFlow,
): Promise<ResumeFacts['run']> {
  if (run === undefined) return 'without_job';
  if (run.status !== 'queued') return run.live ? 'live' : 'lost';
  const { id: runId, phase, epoch, attempt } = run;
  const job = { clientAccountId, engagementId, flowId, runId, phase, epoch, attempt };
  const deliveries = await engine.deliveriesOf([job]);
  return deliveries.get(runId)?.open === true ? 'live' : 'without_job';
}
