import type { ChildStatus } from '../flow/flow-status.ts';
import { phaseIndex, type PhaseName } from '../flow/flow-type.ts';
import type { GateKind } from '../flow/gate-kind.ts';
import type { DoctorFinding } from './finding.ts';
import type { FlowEvidence, GateEvidence, RunEvidence, WorkEvidence } from './flow-evidence.ts';
import { finding, type FlowFrame } from './flow-frame.ts';
import type { StandingPlan, StoredFailure } from './heal-plan.ts';

/** What the rules of one flow look at. */
export interface StandingContext {
  readonly evidence: FlowEvidence;
  readonly frame: FlowFrame;
  readonly work: WorkEvidence | undefined;
  readonly status: ChildStatus;
  readonly phase: PhaseName;
}

/** Where a flow is to stand; everything else about its gates and runs follows. */
export interface WantedStanding {
  readonly status: ChildStatus;
  readonly phase: PhaseName;
  readonly keptGate?: GateEvidence | undefined;
  readonly openedGate?: GateKind | undefined;
  readonly keptRun?: RunEvidence | undefined;
  /** A run to queue: after which gate, and from whose checkpoint. */
  readonly queued?: { readonly afterGate?: GateKind | undefined; readonly continues?: string | undefined };
  readonly failure?: StoredFailure | undefined;
  /** Starts over at the phase in a new epoch. */
  readonly startsOver?: boolean;
  /** The flow is deleted: what its phases left behind is on its way out and proves nothing. */
  readonly isTombstone?: boolean;
}

export interface SettledStanding {
  readonly standing: StandingPlan;
  readonly findings: readonly DoctorFinding[];
}

/** True for a run that may still write. */
export function isOpenRun({ status }: RunEvidence): boolean {
  return status === 'queued' || status === 'executing';
}

/** Runs of a phase in an epoch, newest attempt last. */
export function runsOf({ evidence }: StandingContext, phase: string, epoch: number): RunEvidence[] {
  const own = evidence.runs.filter((run) => run.phase === phase && run.epoch === epoch);
  return own.toSorted((a, b) => a.attempt - b.attempt);
}

/** Works out what becomes of every gate and run, and names what was not as the wanted standing needs it. */
export function settle(context: StandingContext, wanted: WantedStanding): SettledStanding {
  const { evidence, frame } = context;
  const { status, phase, keptGate, openedGate, failure } = wanted;
  const epoch = frame.epoch + (wanted.startsOver === true ? 1 : 0);
  const newest = runsOf(context, phase, epoch).at(-1);
  const next = (newest?.attempt ?? 0) + 1;
  const standing: StandingPlan = {
    status,
    phase,
    epoch,
    failure,
    keptGate,
    openedGate,
    closedGates: evidence.gates.filter((gate) => gate.status === 'open' && gate !== keptGate),
    fencedRuns: evidence.runs.filter((run) => isOpenRun(run) && run !== wanted.keptRun),
    supersededPhases: wanted.startsOver === true ? laterPhases(context, phase) : [],
    queuedRun: queuedRunOf(wanted, next),
    finished: wanted.isTombstone === true ? [] : unwrittenRuns(context, { status, phase, epoch }),
    ...waitingRunOf(wanted, newest, next),
  };
  return { standing, findings: leftovers(context, standing) };
}

function queuedRunOf({ queued }: WantedStanding, attempt: number): StandingPlan['queuedRun'] {
  return queued && { attempt, afterGate: queued.afterGate, continues: queued.continues };
}

/** The run that waits at the gate: the newest one, or one to write in its place. */
function waitingRunOf(
  { keptRun, keptGate, openedGate }: WantedStanding,
  newest: RunEvidence | undefined,
  attempt: number,
): Pick<StandingPlan, 'keptRun' | 'waitingAttempt'> {
  if ((keptGate ?? openedGate) === undefined) return { keptRun, waitingAttempt: undefined };
  return newest?.status === 'needs_decision'
    ? { keptRun: newest, waitingAttempt: undefined }
    : { keptRun: undefined, waitingAttempt: attempt };
}

function laterPhases({ frame: { definition } }: StandingContext, phase: PhaseName): PhaseName[] {
  return definition.phases.slice(phaseIndex(definition, phase)).map(({ name }) => name);
}

/** Phases that are behind the flow although no run says that they succeeded. */
function unwrittenRuns(
  context: StandingContext,
  { status, phase, epoch }: { status: ChildStatus; phase: PhaseName; epoch: number },
) {
  const { definition } = context.frame;
  const end = phaseIndex(definition, phase) + (status === 'completed' ? 1 : 0);
  return definition.phases
    .slice(0, end)
    .filter(
      ({ name }) => !context.evidence.runs.some((run) => run.phase === name && run.status === 'succeeded'),
    )
    .map(({ name }) => ({ phase: name, attempt: (runsOf(context, name, epoch).at(-1)?.attempt ?? 0) + 1 }));
}

/** What lies about that the standing has no place for, or lacks. */
function leftovers(context: StandingContext, standing: StandingPlan): DoctorFinding[] {
  const found = [strayGates, strayRuns, lostRuns, lostWaitingRun, wrongReason];
  return found.flatMap((look) => look(context, standing) ?? []);
}

type Look = (context: StandingContext, standing: StandingPlan) => DoctorFinding | undefined;

const strayGates: Look = ({ status, phase }, { closedGates }) => {
  if (closedGates.length === 0) return undefined;
  const kinds = closedGates.map(({ kind }) => kind).join(', ');
  const detail = `An open gate (${kinds}) does not belong to a flow that is ${status} at ${phase}.`;
  return finding('D08', detail, { cure: 'The gate is closed as superseded.' });
};

const strayRuns: Look = ({ status, phase }, { fencedRuns, queuedRun }) => {
  const strays = fencedRuns.filter(({ id }) => id !== queuedRun?.continues);
  if (strays.length === 0) return undefined;
  const names = strays.map((run) => `${run.phase} in epoch ${run.epoch}`).join(', ');
  const detail = `A run is left open (${names}) in a flow that is ${status} at ${phase}.`;
  return finding('D10', detail, { cure: 'The run is superseded.' });
};

const lostRuns: Look = (_, { finished }) => {
  if (finished.length === 0) return undefined;
  const detail = `No run tells that ${finished.map((run) => run.phase).join(', ')} succeeded.`;
  return finding('D09', detail, { cure: 'The run is written from its output as reconstructed.' });
};

const lostWaitingRun: Look = (_, { waitingAttempt, openedGate }) => {
  if (waitingAttempt === undefined || openedGate !== undefined) return undefined;
  const detail = 'The run that waits at the gate is not there.';
  return finding('D09', detail, { cure: 'The run is written as reconstructed.' });
};

const wrongReason: Look = ({ evidence: { child } }, { status, keptGate, openedGate }) => {
  if (child === undefined || openedGate !== undefined) return undefined;
  const due = status === 'waiting_for_approval' ? (keptGate?.kind ?? null) : null;
  if (child.waitingReason === due) return undefined;
  const detail = `The flow is said to wait for ${child.waitingReason ?? 'nothing'}, its gate is ${due ?? 'none'}.`;
  return finding('D07', detail, { cure: 'The reason is taken from the gate.' });
};
