import type { ChildStatus } from '../flow/flow-status.ts';
import { gateKindsUpTo, phaseIndex, type PhaseName } from '../flow/flow-type.ts';
import type { GateKind } from '../flow/gate-kind.ts';
import type { DoctorFinding, FindingCode } from './finding.ts';
import { deriveStanding, phasesOf, type Standing } from './derive-standing.ts';
import type { GateEvidence, RunEvidence } from './flow-evidence.ts';
import { finding } from './flow-frame.ts';
import type { Choices, StoredFailure } from './heal-plan.ts';
import { isOpenRun, runsOf, settle, type SettledStanding, type StandingContext } from './settle-standing.ts';

type Verdict = SettledStanding;

const rules: Readonly<Record<ChildStatus, (context: StandingContext, choices: Choices) => Verdict>> = {
  running: judgeRunning,
  waiting_for_approval: judgeWaiting,
  paused: (context) =>
    settle(context, { status: 'paused', phase: context.phase, keptGate: gateHere(context) }),
  failed: judgeFailed,
  completed: judgeCompleted,
  cancelled: (context) => settle(context, { status: 'cancelled', phase: context.phase }),
};

/** Where the flow should stand, and everything about its status, gates, runs and rows that is not as it must be. */
export function judgeStanding(context: StandingContext, choices: Choices): Verdict {
  return judgeRows(context, choices) ?? rules[context.status](context, choices);
}

function withFinding(verdict: Verdict, ...findings: DoctorFinding[]): Verdict {
  return { ...verdict, findings: [...findings, ...verdict.findings] };
}

function derived({ evidence, frame, work, phase }: StandingContext): Standing {
  return deriveStanding({ definition: frame.definition, evidence, work, storedPhase: phase });
}

/** Goes where the evidence says; the caller names why. */
function follow(context: StandingContext, standing: Standing): Verdict {
  const { status, phase } = standing;
  if (status === 'waiting_for_approval') return settle(context, { status, phase, openedGate: standing.gate });
  if (status === 'completed') return settle(context, { status, phase });
  const { afterGate } = standing;
  const before = runsOf(context, phase, context.frame.epoch).filter(
    (run) => run.afterGate === (afterGate ?? null),
  );
  return settle(context, { status, phase, queued: { afterGate, continues: before.at(-1)?.id } });
}

/** The open gate that belongs to the phase the flow stands in; the newest, should there be several. */
function gateHere({ evidence, frame, phase }: StandingContext): GateEvidence | undefined {
  const kinds: readonly string[] = gateKindsUpTo(frame.definition, phase);
  return evidence.gates.findLast(
    (gate) => gate.status === 'open' && gate.phase === phase && kinds.includes(gate.kind),
  );
}

/** D13: rows were lost, or more are stored than the file has. Only a first phase under way may have fewer. */
function judgeRows(context: StandingContext, choices: Choices): Verdict | undefined {
  const { work, frame, phase, status } = context;
  const { first } = phasesOf(frame.definition);
  if (work === undefined || work.fileRows === null || work.fileRows === work.storedRows) return undefined;
  if (phase === first || status === 'completed' || status === 'cancelled') return undefined;
  const detail = `The file has ${work.fileRows} rows, ${work.storedRows} are stored.`;
  if (!work.filePresent) {
    const cure = 'The file is gone too; upload it again and delete this flow.';
    // The commands of the flow say themselves that there is nothing left to start from.
    const lost = finding('D13', detail, { cure, certain: false, blocks: false });
    return withFinding(rules[status](context, choices), lost);
  }
  const cure = 'The file is read again from its first row.';
  return withFinding(startOver(context, first), finding('D13', detail, { cure }));
}

function startOver(context: StandingContext, phase: PhaseName): Verdict {
  const paused = context.status === 'paused';
  const wanted = { status: paused ? 'paused' : 'running', phase, startsOver: true } as const;
  return settle(context, paused ? wanted : { ...wanted, queued: {} });
}

function judgeRunning(context: StandingContext, { judgesLiveness }: Choices): Verdict {
  const { evidence, frame, phase } = context;
  const own = evidence.runs.filter(
    (run) => isOpenRun(run) && run.phase === phase && run.epoch === frame.epoch,
  );
  const alive = judgesLiveness ? own.findLast(isAlive) : own.at(-1);
  if (alive !== undefined) return settle(context, { status: 'running', phase, keptRun: alive });
  const lost = own.findLast(({ status }) => status === 'executing');
  if (lost !== undefined) {
    const detail = `The lease of the run of ${phase} has expired and no job will take it over.`;
    const afterGate = kindOf(context, lost.afterGate);
    const requeued = settle(context, { status: 'running', phase, queued: { afterGate, continues: lost.id } });
    return withFinding(
      requeued,
      finding('D10', detail, { cure: 'The run is queued again from its last batch.' }),
    );
  }
  const jobless = own.at(-1);
  if (jobless !== undefined) {
    const detail = `The run of ${phase} is queued, but no job will start it.`;
    const queued = { afterGate: kindOf(context, jobless.afterGate), continues: jobless.id };
    const requeued = settle(context, { status: 'running', phase, queued });
    return withFinding(requeued, finding('D09', detail, { cure: 'A new run and its job are queued.' }));
  }
  const standing = derived(context);
  return withFinding(follow(context, standing), describeMissingRun(context, standing));
}

function isAlive({ status, leaseHolds, hasJob }: RunEvidence): boolean {
  return status === 'queued' ? hasJob : leaseHolds || hasJob;
}

function describeMissingRun({ phase }: StandingContext, standing: Standing): DoctorFinding {
  if (standing.status === 'completed') {
    return finding('D11', 'Every exit condition is met, but the flow is not completed.', {
      cure: 'The flow is completed.',
    });
  }
  const detail = `The flow is running at ${phase}, but has no run there.`;
  const cure =
    standing.status === 'running'
      ? `A run of ${standing.phase} is queued.`
      : `The flow waits for ${standing.gate}; nothing is approved.`;
  return finding('D09', detail, { cure });
}

function kindOf({ frame, phase }: StandingContext, word: string | null): GateKind | undefined {
  return gateKindsUpTo(frame.definition, phase).find((kind) => kind === word);
}

function judgeWaiting(context: StandingContext): Verdict {
  const { phase, work, frame } = context;
  const gate = gateHere(context);
  const standing = derived(context);
  if (standing.status === 'completed' && (gate === undefined || gate.kind === 'asset_conflict')) {
    return withFinding(follow(context, standing), describeMissingRun(context, standing));
  }
  if (work !== undefined && phase === phasesOf(frame.definition).last && !work.outcomesReconcile) {
    const detail = 'The outcomes of the rows do not add up to the source rows.';
    const cure = `${phase} is run again; what it proposes is asked again.`;
    return withFinding(startOver(context, phase), finding('D15', detail, { cure }));
  }
  if (gate !== undefined) return settle(context, { status: 'waiting_for_approval', phase, keptGate: gate });
  const cure =
    standing.status === 'waiting_for_approval'
      ? `The gate ${standing.gate} is opened; nothing is approved.`
      : `The flow goes on with ${standing.phase}.`;
  const missing = finding('D07', `The flow waits at ${phase}, but no gate is open.`, { cure });
  return withFinding(follow(context, standing), missing);
}

function judgeFailed(context: StandingContext): Verdict {
  const { evidence, phase } = context;
  const failure = failureOf(context);
  const settled = settle(context, { status: 'failed', phase, failure });
  const { child } = evidence;
  if (child === undefined || (child.failureCode !== null && child.failureRetryable !== null)) return settled;
  const detail = 'The flow has failed without a cause.';
  return withFinding(
    settled,
    finding('D02', detail, { cure: 'The cause is recorded as unknown; it can be retried.' }),
  );
}

function failureOf({ evidence: { child } }: StandingContext): StoredFailure {
  return {
    code: child?.failureCode ?? 'unknown_failure',
    detail: child?.failureDetail ?? 'The cause of the failure was lost. Retry the phase.',
    retryable: child?.failureRetryable ?? true,
  };
}

function judgeCompleted(context: StandingContext, { chosen }: Choices): Verdict {
  const { work, phase, frame } = context;
  const last = phasesOf(frame.definition).last;
  // Where nothing about rows was ever stored there is nothing a condition could be held against.
  const unknown = work !== undefined && work.storedRows === 0 && work.fileRows === null;
  const holds = phase === last && (unknown || derived(context).status === 'completed');
  if (holds) return settle(context, { status: 'completed', phase });
  const code: FindingCode = 'D12';
  const detail = 'The flow is completed, but what its phases had to leave behind is not all there.';
  const cure = 'The flow is reopened as failed with exit_condition_lost.';
  const reopened = chosen.includes(code);
  const failure = { code: 'exit_condition_lost', detail, retryable: false };
  const at = phaseIndex(frame.definition, phase) < 0 ? last : phase;
  const settled = settle(
    context,
    reopened ? { status: 'failed', phase: at, failure } : { status: 'completed', phase },
  );
  const found = finding(code, detail, { cure, certain: reopened });
  return reopened ? withFinding(settled, found) : { ...settled, findings: [found] };
}
