import type { PhaseRunId } from '../shared/ids.ts';
import type { CommandOf } from './flow-command.ts';
import type { FlowState, GateState, RunState } from './flow-state.ts';
import type { FlowEffect, Transition } from './flow-transition.ts';
import type { HealedState, ReconstructedRun } from './healed-state.ts';
import { change, newRun, noOp, refuse } from './transition-parts.ts';

/** Brings a flow to the state its evidence proves. It approves nothing. */
export function heal(state: FlowState, command: CommandOf<'heal'>): Transition {
  const { finding } = command;
  if (finding.kind === 'none') return noOp('nothing_to_heal');
  if (finding.kind === 'changed_meanwhile') return refuse('finding_changed');
  const { healed } = finding;
  const queued = queuedRunOf(healed, command);
  const waiting = waitingRunOf(healed, command);
  const gate = gateAfter(healed, command);
  const { status, phase: currentPhase, epoch, failure } = healed;
  const run = (queued ?? waiting)?.run ?? healed.keptRun;
  requireSound(healed, gate, run);
  return change({
    before: state,
    after: { ...state, status, currentPhase, epoch, failure, gate, run },
    type: 'healed',
    payload: recordOf(healed),
    effects: [
      ...clearing(healed),
      ...healed.finishedRuns.map((each) => reconstructed({ ...each, id: undefined, status: 'succeeded' })),
      ...[waiting?.effect, opening(healed, command), queued?.effect].filter((effect) => effect !== undefined),
    ],
  });
}

function recordOf({ codes, before, rebuildsJournal, supersededPhases }: HealedState) {
  return {
    findings: [...codes],
    before,
    journal_rebuilt: rebuildsJournal ? true : undefined,
    restart_from: supersededPhases[0],
  };
}

/** A cure that left a state the database would refuse is a bug of the doctor, found before anything is written. */
function requireSound(
  { status, codes }: HealedState,
  gate: GateState | undefined,
  run: RunState | undefined,
): void {
  const gateFits = status === 'paused' || (status === 'waiting_for_approval') === (gate !== undefined);
  const runs = run?.status === 'queued' || run?.status === 'executing';
  if (!gateFits || (status === 'running') !== runs) {
    throw new Error(`The cure of ${codes.join(', ')} leads to ${status} with gate ${gate?.kind ?? 'none'}`);
  }
}

function clearing({ fencedRuns, closedGates, supersededPhases }: HealedState): FlowEffect[] {
  return [
    ...fencedRuns.map((runId): FlowEffect => ({ kind: 'end_run', runId, status: 'superseded' })),
    ...closedGates.map((gateId): FlowEffect => ({ kind: 'close_gate', gateId, status: 'superseded' })),
    ...(supersededPhases.length === 0
      ? []
      : [{ kind: 'supersede_runs', phases: supersededPhases } satisfies FlowEffect]),
  ];
}

function queuedRunOf({ queuedRun, phase, epoch }: HealedState, command: CommandOf<'heal'>) {
  if (queuedRun === undefined) return undefined;
  const { attempt, afterGate, continues } = queuedRun;
  return newRun(command, { phase, epoch, attempt, tries: 1, afterGate, continues });
}

function waitingRunOf(
  { waitingRun }: HealedState,
  { ids }: CommandOf<'heal'>,
): { run: RunState; effect: FlowEffect } | undefined {
  if (waitingRun === undefined) return undefined;
  const run: RunState = {
    ...waitingRun,
    id: ids.run,
    tries: 1,
    status: 'needs_decision',
    afterGate: undefined,
    live: false,
    leaseToken: undefined,
  };
  return { run, effect: reconstructed({ ...waitingRun, id: ids.run, status: 'needs_decision' }) };
}

function reconstructed(
  run: ReconstructedRun & { id: PhaseRunId | undefined; status: 'succeeded' | 'needs_decision' },
): FlowEffect {
  const { id: runId, phase, epoch, attempt, status } = run;
  return { kind: 'reconstruct_run', runId, phase, epoch, attempt, status };
}

function gateAfter({ openedGate, keptGate }: HealedState, { ids }: CommandOf<'heal'>): GateState | undefined {
  if (openedGate === undefined) return keptGate;
  const { kind, phase, subjectHash } = openedGate;
  return { id: ids.gate, kind, phase, revision: 1, subjectHash };
}

function opening({ openedGate }: HealedState, { ids }: CommandOf<'heal'>): FlowEffect | undefined {
  if (openedGate === undefined) return undefined;
  const { kind: gateKind, phase, subject, subjectHash } = openedGate;
  return { kind: 'open_gate', gateId: ids.gate, gateKind, phase, subject, subjectHash };
}
