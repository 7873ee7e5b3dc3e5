import type { ResumeAnswer } from '@landfall/contract/flow-resume';
import type { DoctorFinding } from '@landfall/domain/doctor/finding';
import { type GateKind, gateRight } from '@landfall/domain/flow/gate-kind';
import { decideResume, rightToResume } from '@landfall/domain/flow/resume-decision';
import { AppError } from '../../platform/app-error.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { LockedFlow } from './flow-record.ts';
import { flowNotFound, repairRequired, versionConflict } from './flows.errors.ts';
import { asOrder, auditRefusal, type Caller } from './flows.service.ts';
import { prepareApproval, type PreparedApproval } from './gate-decisions.service.ts';
import { lockFlow } from './lock-flow.repository.ts';
import type { EnteredOrder, ResumeOrder } from './resume-order.ts';
import { answerOf, type ResumeResult } from './resume-answer.ts';
import { giveResumeCommand } from './resume-commands.ts';
import { factsAtSight, factsOf } from './resume-facts.ts';
import type { ResumeDeps } from './resume-ports.ts';
import { resumeRefusal } from './resume-refusals.ts';
import { type FlowStanding, lockStanding } from './resume.repository.ts';

/** Decides by the table what a resume means for this flow, and does it. It approves only when told to. */
export async function resumeFlow(
  deps: ResumeDeps,
  caller: Caller,
  order: ResumeOrder,
): Promise<ResumeAnswer> {
  const entered = await enterFlow(deps, caller, order);
  return entered.kind === 'answered' ? entered.answer : decideAndAct(deps, caller, entered.order);
}

export type Entered =
  | { readonly kind: 'entered'; readonly order: EnteredOrder }
  | { readonly kind: 'answered'; readonly answer: ResumeAnswer };

/** Rows 2 to 7 of the table, in a transaction of their own: what is cured stays cured, whatever follows. */
export async function enterFlow(deps: ResumeDeps, caller: Caller, order: ResumeOrder): Promise<Entered> {
  const { flowId } = order;
  const work = (scope: TenantScope) => enterIn(scope, deps, order);
  const entered = await asOrder(deps.db, caller, { name: 'resume', flowId, work });
  if (!(entered instanceof AppError)) return entered;
  await auditRefusal(deps.db, caller, { order: { name: 'resume', flowId }, code: entered.code });
  throw entered;
}

async function enterIn(
  scope: TenantScope,
  deps: ResumeDeps,
  order: ResumeOrder,
): Promise<Entered | AppError> {
  const { flowId } = order;
  const standing = await lockStanding(scope, flowId);
  refuseAtSight(standing, order);
  const { healed, uncertain } = await deps.heal(scope, { flowId });
  if (uncertain.length > 0) return refuseDamaged(scope, deps, { order, healed, uncertain });
  if (healed.length === 0) return { kind: 'entered', order: { ...order, healed } };
  // A caller who named a version has seen it; what follows is judged from the healed one.
  const version = (await lockStanding(scope, flowId))?.version;
  const expectedVersion = order.expectedVersion === undefined ? undefined : version;
  return { kind: 'entered', order: { ...order, healed, expectedVersion } };
}

/** Rows 2 to 5, and a caller who has seen another version. */
function refuseAtSight(standing: FlowStanding | undefined, order: ResumeOrder): void {
  const { wish, expectedVersion } = order;
  const sight = factsAtSight(standing, order.mayDo);
  const { answer } = decideResume(sight, wish);
  if (answer.kind === 'forbid') order.requireRight(rightToResume(sight, wish));
  if (answer.kind === 'refuse') throw resumeRefusal(answer.code, {});
  const version = standing?.version ?? 0;
  if (expectedVersion !== undefined && expectedVersion !== version) throw versionConflict(version);
}

interface Damaged {
  readonly order: ResumeOrder;
  readonly healed: readonly string[];
  readonly uncertain: readonly DoctorFinding[];
}

/** What has no certain cure: a person confirms the import, or the flow stays refused. */
async function refuseDamaged(
  scope: TenantScope,
  { gates }: ResumeDeps,
  { order, healed, uncertain }: Damaged,
): Promise<Entered | AppError> {
  const linkToConfirm = uncertain.find(({ candidates }) => candidates.length > 0);
  const damage = linkToConfirm ? 'link_to_confirm' : 'no_cure';
  const standing = await lockStanding(scope, order.flowId);
  const { answer } = decideResume({ ...factsAtSight(standing, order.mayDo), damage }, order.wish);
  if (answer.kind !== 'ask_for_import') return repairRequired(uncertain);
  const result = { outcome: 'requires_user_action', healed, linkToConfirm } as const;
  return { kind: 'answered', answer: await answerOf(scope, gates, { flowId: order.flowId, result }) };
}

/** Rows 8 to 26: decides under the locks of a consistent flow and does it in the same transaction. */
export function decideAndAct(deps: ResumeDeps, caller: Caller, order: EnteredOrder): Promise<ResumeAnswer> {
  const { flowId } = order;
  return asOrder(deps.db, caller, { name: 'resume', flowId, work: (scope) => actIn(scope, deps, order) });
}

async function actIn(scope: TenantScope, deps: ResumeDeps, order: EnteredOrder): Promise<ResumeAnswer> {
  const { flowId, wish } = order;
  const locked = await lockFlow(scope, flowId);
  if (locked === undefined) throw flowNotFound();
  if (order.expectedVersion !== undefined && order.expectedVersion !== locked.version)
    throw versionConflict(locked.version);
  const prepared = await prepare(scope, deps, { flow: locked, order });
  const flow = prepared?.flow ?? locked;
  const facts = await factsOf(scope, deps, { flow, prepared, mayDo: order.mayDo });
  const { answer } = decideResume(facts, wish);
  if (answer.kind === 'forbid') order.requireRight(rightToResume(facts, wish));
  if (answer.kind === 'refuse') throw resumeRefusal(answer.code, { flow, prepared });
  if (answer.kind !== 'same' && answer.kind !== 'command')
    throw new Error(`The table answered ${answer.kind} about a consistent flow`);
  const given = { scope, deps, order, flow, prepared, facts };
  const result: Omit<ResumeResult, 'healed'> = await giveResumeCommand(given, answer);
  return answerOf(scope, deps.gates, { flowId, result: { ...result, healed: order.healed } });
}

/** Makes the bulk decisions an approval brings along, when there is an approval to be made. */
async function prepare(
  scope: TenantScope,
  { gates }: ResumeDeps,
  { flow, order }: { flow: LockedFlow; order: ResumeOrder },
): Promise<PreparedApproval | undefined> {
  const { gate, status } = flow.state;
  const approves = order.wish.action === 'approve' && !order.wish.forceRestart;
  if (!approves || gate === undefined || status !== 'waiting_for_approval') return undefined;
  const approval = {
    ...order,
    note: order.note,
    gateId: gate.id,
    revision: order.gateRevision ?? gate.revision,
    requireRight: (kind: GateKind) => order.requireRight(gateRight[kind]),
  };
  return prepareApproval(gates, { flow, scope }, approval);
}
