import type { CommandOf, RunReport } from './flow-command.ts';
import type { FlowState, RunState } from './flow-state.ts';
import type { Transition } from './flow-transition.ts';
import { gateKindsUpTo, nextPhase } from './flow-type.ts';
import { change, isAlive, newRun, nextAttempt, noOp, refuse } from './transition-parts.ts';

/** Attempts of one piece of work before the flow fails. */
export const maximumTries = 3;

/** Code of a run that finished no batch for half an hour; a person decides whether it is tried again. */
export const stalledPhaseCode = 'phase_stalled';

/** Code of a run whose workers died one after the other without finishing a batch. */
export const lostWorkerCode = 'worker_lost';

/** Workers a run may lose without a finished batch between before its attempt counts as failed. */
export const lostWorkersPerTry = 2;

/** Seconds before the next attempt after `tries` failed ones: 5, doubled, at most 60. */
export function retryDelaySeconds(tries: number): number {
  return Math.min(60, 5 * 2 ** (tries - 1));
}

function reportsCurrentRun(state: FlowState, report: RunReport): state is FlowState & { run: RunState } {
  const { run } = state;
  return (
    isAlive(run) &&
    run.id === report.runId &&
    run.epoch === report.epoch &&
    run.epoch === state.epoch &&
    run.phase === state.currentPhase
  );
}

/** A worker begins the queued run. */
export function startPhase(state: FlowState, command: CommandOf<'start_phase'>): Transition {
  if (!reportsCurrentRun(state, command)) return refuse('stale_phase_result');
  if (state.run.status === 'executing') return noOp('already_started');
  const run: RunState = { ...state.run, status: 'executing', live: true, leaseToken: command.leaseToken };
  return change({
    before: state,
    after: { ...state, started: true, run },
    type: 'phase_started',
    payload: { attempt: run.attempt },
    effects: [{ kind: 'start_run', runId: run.id, leaseToken: command.leaseToken }],
  });
}

function isStale(state: FlowState, report: RunReport): boolean {
  return !reportsCurrentRun(state, report) || state.run.leaseToken !== report.leaseToken;
}

/** The current phase met its exit condition: the next one is queued, or the flow is complete. */
export function phaseSucceeded(state: FlowState, command: CommandOf<'phase_succeeded'>): Transition {
  if (command.recorded === 'succeeded') return noOp('already_recorded');
  if (isStale(state, command)) return refuse('stale_phase_result');
  const ended = {
    kind: 'end_run',
    runId: command.runId,
    status: 'succeeded',
    counts: command.result.counts,
  } as const;
  const finished = state.currentPhase;
  const counts = { ...command.result.counts };
  const next = nextPhase(state.definition, finished);
  if (next === undefined) {
    return change({
      before: state,
      after: { ...state, status: 'completed', run: endedRun(state, 'succeeded') },
      type: 'completed',
      runId: command.runId,
      payload: { finished, counts },
      effects: [ended],
    });
  }
  const { run, effect } = newRun(command, { phase: next, epoch: state.epoch, attempt: 1, tries: 1 });
  return change({
    before: state,
    after: { ...state, currentPhase: next, run },
    type: 'phase_succeeded',
    runId: command.runId,
    payload: { finished, counts },
    effects: [ended, effect],
  });
}

function endedRun(state: FlowState, status: RunState['status']): RunState | undefined {
  return state.run && { ...state.run, status, live: false };
}

/** The current phase cannot go on without a person: its gate opens. */
export function phaseNeedsDecision(state: FlowState, command: CommandOf<'phase_needs_decision'>): Transition {
  if (state.status === 'waiting_for_approval') {
    return command.recorded === 'needs_decision' && state.run?.id === command.runId
      ? noOp('gate_already_open')
      : refuse('stale_phase_result');
  }
  if (isStale(state, command)) return refuse('stale_phase_result');
  const { gateKind, subject, subjectHash, counts } = command.result;
  const phase = state.currentPhase;
  if (!gateKindsUpTo(state.definition, phase).includes(gateKind)) {
    throw new Error(`Phase ${phase} has no gate ${gateKind}`);
  }
  return change({
    before: state,
    after: {
      ...state,
      status: 'waiting_for_approval',
      run: endedRun(state, 'needs_decision'),
      gate: { id: command.ids.gate, kind: gateKind, phase, revision: 1, subjectHash },
    },
    type: 'decision_needed',
    runId: command.runId,
    payload: { gate_id: command.ids.gate, gate_kind: gateKind, counts: { ...counts } },
    effects: [
      { kind: 'end_run', runId: command.runId, status: 'needs_decision', counts },
      { kind: 'open_gate', gateId: command.ids.gate, gateKind, phase, subject, subjectHash },
    ],
  });
}

/** The current run gave up: another attempt is due while it is worth one, else the flow has failed. */
export function phaseFailed(state: FlowState, command: CommandOf<'phase_failed'>): Transition {
  if (state.status === 'failed') {
    return command.recorded === 'failed' && state.run?.id === command.runId
      ? noOp('already_recorded')
      : refuse('stale_phase_result');
  }
  if (!reportsCurrentRun(state, command) || isStale(state, command)) return refuse('stale_phase_result');
  const { code, detail, retryable } = command.result;
  const ended = { kind: 'end_run', runId: command.runId, status: 'failed', error: { code, detail } } as const;
  const payload = { code, detail, retryable, attempt: state.run.attempt };
  if (retryable && code !== stalledPhaseCode && state.run.tries < maximumTries) {
    const delaySeconds = retryDelaySeconds(state.run.tries);
    const { run, effect } = nextAttempt(command, state.run, delaySeconds);
    return change({
      before: state,
      after: { ...state, run },
      type: 'retry_scheduled',
      runId: command.runId,
      payload: { ...payload, delay_seconds: delaySeconds },
      effects: [ended, effect],
    });
  }
  return change({
    before: state,
    after: {
      ...state,
      status: 'failed',
      run: endedRun(state, 'failed'),
      failure: { code, detail, retryable },
    },
    type: 'phase_failed',
    runId: command.runId,
    payload,
    effects: [ended],
  });
}
