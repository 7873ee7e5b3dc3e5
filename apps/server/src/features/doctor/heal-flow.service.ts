import { diagnoseFlow } from '@landfall/domain/doctor/diagnose-flow';
import type { FindingCode } from '@landfall/domain/doctor/finding';
import type { FlowEvidence } from '@landfall/domain/doctor/flow-evidence';
import type { Choices, Diagnosis, HealPlan } from '@landfall/domain/doctor/heal-plan';
import type { GateKind } from '@landfall/domain/flow/gate-kind';
import type { Json } from '@landfall/domain/flow/phase-result';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { AppError } from '../../platform/app-error.ts';
import type { HealOutcome, HealRequest } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { lockPair } from './evidence-rows.repository.ts';
import { keepFindings } from './findings.repository.ts';
import { type EvidenceDeps, readEvidence } from './read-evidence.ts';

/** A cure as the apply procedure of flows takes it. */
export interface Cure {
  readonly flowId: FlowId;
  readonly plan: HealPlan;
  readonly evidence: FlowEvidence;
  /** The flow's import after the cure; `undefined` while the link is in doubt. */
  readonly importId: string | undefined;
  subject(scope: TenantScope): Promise<GateMatter>;
}

/** What a gate is about, as the feature behind it would have stored it. */
export interface GateMatter {
  readonly subject: Json;
  readonly subjectHash: string;
}

export interface HealDeps extends EvidenceDeps {
  /** The one procedure that changes a flow. */
  readonly apply: (scope: TenantScope, cure: Cure) => Promise<void>;
  readonly gateMatter: (
    scope: TenantScope,
    gate: { readonly kind: GateKind; readonly importId: string; readonly epoch: number },
  ) => Promise<GateMatter>;
}

/** One cure shows what it hid at most twice: a flow gets its records, then its standing. */
const mostPasses = 4;

/** Findings that ask how a flow goes on; one that ends has the answer. */
const decidedByEnding: readonly FindingCode[] = ['D12', 'D18'];

/**
 * Finds and cures what is inconsistent in one flow, under its locks, in the caller's transaction. What is left
 * uncertain is stored, and from then on the flow is refused; a consistent flow is not written to. A resume passes
 * over runs that lost their worker or job, for which it has answers of its own; the doctor does not.
 */
export async function healFlow(
  deps: HealDeps,
  scope: TenantScope,
  request: HealRequest & { readonly judgesLiveness: boolean },
): Promise<HealOutcome> {
  const { flowId, judgesLiveness } = request;
  const ends = request.ends === true;
  const chosen = request.chosen ?? (ends ? decidedByEnding : []);
  if (chosen.includes('D17')) await endRivals(deps, scope, flowId);
  const choices: Choices = {
    chosen,
    judgesLiveness,
    losesSlot: ends,
    confirmedImportId: request.confirmedImportId,
  };
  return cureFlow(deps, scope, { flowId, choices });
}

/** The other flows of the slot end, each by its own healing event, because a person chose this one. */
async function endRivals(deps: HealDeps, scope: TenantScope, flowId: FlowId): Promise<void> {
  const [evidence] = await readEvidence(scope, deps, [flowId]);
  for (const rival of evidence?.slotRivals ?? []) {
    const choices: Choices = { chosen: ['D17'], losesSlot: true, judgesLiveness: true };
    await cureFlow(deps, scope, { flowId: asId(rival), choices });
  }
}

async function cureFlow(
  deps: HealDeps,
  scope: TenantScope,
  { flowId, choices }: { flowId: FlowId; choices: Choices },
): Promise<HealOutcome> {
  await lockPair(scope, flowId);
  const healed = new Set<FindingCode>();
  let given = choices;
  for (let pass = 1; pass <= mostPasses; pass++) {
    const { evidence, diagnosis } = await examine(deps, scope, { flowId, choices: given });
    if (diagnosis.plan === undefined) {
      await keepFindings(scope, flowId, diagnosis.findings);
      const uncertain = diagnosis.findings.filter(({ blocks }) => blocks);
      return { healed: [...healed].toSorted(byCode), uncertain };
    }
    await deps.apply(scope, cureOf(deps, { flowId, evidence, plan: diagnosis.plan }));
    for (const code of diagnosis.plan.codes) healed.add(code);
    // What a person chose has been done. The jobs of this transaction are seen by nobody before it commits, so a
    // second pass must not miss them.
    given = { ...choices, chosen: [], losesSlot: false, judgesLiveness: false };
  }
  throw new Error(`Flow ${flowId} is not consistent after ${mostPasses} cures: ${[...healed].join(', ')}`);
}

const byCode = (a: FindingCode, b: FindingCode) => (a < b ? -1 : 1);

async function examine(
  deps: HealDeps,
  scope: TenantScope,
  { flowId, choices }: { flowId: FlowId; choices: Choices },
): Promise<{ evidence: FlowEvidence; diagnosis: Diagnosis }> {
  const [evidence] = await readEvidence(scope, deps, [flowId]);
  if (evidence === undefined || (evidence.master === undefined && evidence.child === undefined)) {
    throw new AppError({
      kind: 'not-found',
      code: 'flow_not_found',
      detail: 'There is no such flow here.',
    });
  }
  return { evidence, diagnosis: diagnoseFlow(evidence, choices) };
}

function cureOf(
  deps: HealDeps,
  { flowId, evidence, plan }: { flowId: FlowId; evidence: FlowEvidence; plan: HealPlan },
): Cure {
  const { openedGate: kind, epoch } = plan.standing;
  const named = evidence.imports.find(
    (each) => each.id === evidence.child?.importId && each.flowId === flowId,
  );
  const importId = plan.linkTo ?? named?.id;
  return {
    flowId,
    plan,
    evidence,
    importId,
    async subject(scope) {
      if (kind === undefined) throw new Error('No gate is to be opened');
      // Nothing can be shown of an import nobody knows; confirming it brings the subject.
      if (importId === undefined) return { subject: {}, subjectHash: 'no import' };
      return deps.gateMatter(scope, { kind, importId, epoch });
    },
  };
}
