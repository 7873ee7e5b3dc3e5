import type { FlowCommand } from '@landfall/domain/flow/flow-command';
import type { ResumeAnswer, ResumeCommand, ResumeFacts } from '@landfall/domain/flow/resume-decision';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applyCommand } from './apply-command.ts';
import type { LockedFlow } from './flow-record.ts';
import { refusal } from './flows.errors.ts';
import { decisionAbout } from './flows.service.ts';
import { approvalOf, type PreparedApproval, staleApproval } from './gate-decisions.service.ts';
import type { ResumeResult } from './resume-answer.ts';
import type { ResumeDeps } from './resume-ports.ts';
import type { EnteredOrder } from './resume-order.ts';
import { findLastGate } from './resume.repository.ts';

/** A resume the table has decided, with everything it was decided from. */
interface Given {
  readonly scope: TenantScope;
  readonly deps: ResumeDeps;
  readonly order: EnteredOrder;
  readonly flow: LockedFlow;
  readonly prepared: PreparedApproval | undefined;
  readonly facts: ResumeFacts;
}

type Result = Omit<ResumeResult, 'healed'>;

/** Gives the command the table picked; a typed no-op gives none. */
export async function giveResumeCommand(
  given: Given,
  answer: Extract<ResumeAnswer, { kind: 'same' | 'command' }>,
): Promise<Result> {
  const { outcome } = answer;
  if (answer.kind === 'command') return { outcome, ...(await commands[answer.command](given)) };
  return { outcome, decided: await earlierDecision(given, outcome) };
}

async function earlierDecision({ scope, flow }: Given, outcome: string) {
  const gate = await findLastGate(scope, flow.flowId, flow.state.epoch);
  return decisionAbout(scope, outcome, gate?.id);
}

type Give = (given: Given) => Promise<Omit<Result, 'outcome'>>;

const commands: Readonly<Record<ResumeCommand, Give>> = {
  restart_from_first: (given) =>
    apply(given, ({ at, ids, state }) => ({
      type: 'restart_from',
      at,
      ids,
      phase: state.definition.phases[0].name,
      rawDataExists: true,
      reason: given.order.note,
      resumed: resumedOf(given),
    })),
  approve: (given) => apply(given, (flow) => approve(given, flow)),
  resume: (given) =>
    apply(given, ({ at, ids }) => ({
      type: 'resume',
      at,
      ids,
      jobMissing: given.facts.run === 'without_job',
      resumed: resumedOf(given),
    })),
  retry: (given) => apply(given, ({ at, ids }) => ({ type: 'retry', at, ids, resumed: resumedOf(given) })),
  async regenerate({ scope, deps, flow }) {
    const regenerated = await deps.mappings.regenerate(scope, flow.importId);
    return { regenerated, at: regenerated.changed > 0 ? flow.at : undefined };
  },
};

function resumedOf({ order: { context } }: Given) {
  return { context };
}

function approve({ order, prepared, ...given }: Given, flow: LockedFlow): FlowCommand {
  const { note, gateRevision: revision = 0 } = order;
  const resumed = resumedOf({ ...given, order, prepared });
  return prepared === undefined
    ? staleApproval(flow, { revision, note })
    : approvalOf({ ...prepared, flow }, { note, resumed });
}

async function apply(
  { scope, deps, flow }: Given,
  build: (flow: LockedFlow) => FlowCommand,
): Promise<Pick<Result, 'at'>> {
  const { flowId, state } = flow;
  const applied = await applyCommand(scope, deps.engine, { flowId, build });
  if (applied.kind === 'refused') {
    const decided = await decisionAbout(scope, applied.code, state.gate?.id);
    throw refusal(applied, decided === null ? {} : { decided });
  }
  return { at: applied.kind === 'changed' ? applied.at : undefined };
}
