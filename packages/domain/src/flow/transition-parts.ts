import type { PhaseRunId } from '../shared/ids.ts';
import type { FlowCommand, Resumed } from './flow-command.ts';
import type { FlowState, RunState } from './flow-state.ts';
import type { FlowEffect, JournalEntry, Transition } from './flow-transition.ts';
import { phaseIndex, type PhaseName } from './flow-type.ts';
import type { GateKind } from './gate-kind.ts';
import type { JournalEventType } from './journal-event-type.ts';
import type { Json } from './phase-result.ts';
import { type NoOpCode, type RefusalCode, statusOfRefusal } from './transition-table.ts';

/** A typed no-op. */
export function noOp(code: NoOpCode): Transition {
  return { kind: 'no_op', code };
}

/** A refusal with the HTTP status of its code. */
export function refuse(code: RefusalCode): Transition {
  return { kind: 'refused', code, status: statusOfRefusal(code) };
}

/** What a change is made of; the journal row is derived from the states before and after. */
export interface Change {
  readonly before: FlowState | undefined;
  readonly after: FlowState;
  readonly type: JournalEventType;
  readonly runId?: PhaseRunId | undefined;
  readonly payload?: { readonly [key: string]: Json | undefined };
  readonly effects: readonly FlowEffect[];
}

/** A change with its journal row. */
export function change({ before, after, type, runId, payload = {}, effects }: Change): Transition {
  const journal: JournalEntry = {
    type,
    phase: after.currentPhase,
    epoch: after.epoch,
    runId: runId ?? after.run?.id,
    fromStatus: before?.status,
    toStatus: after.status,
    payload: withoutUndefined(payload),
  };
  return { kind: 'changed', state: after, journal, effects };
}

function withoutUndefined(payload: { readonly [key: string]: Json | undefined }): { [key: string]: Json } {
  const kept: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(payload)) if (value !== undefined) kept[key] = value;
  return kept;
}

/** What the journal keeps of a resume: the phase it goes on with, when, and what the caller said about it. */
export function resumeRecord(
  { at, resumed }: { readonly at: string } & Resumed,
  after: FlowState,
): { readonly [key: string]: Json | undefined } {
  if (resumed === undefined) return {};
  return { resume_phase: after.currentPhase, resumed_at: at, resume_context: resumed.context };
}

interface NewRun {
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly attempt: number;
  readonly tries: number;
  readonly afterGate?: GateKind | undefined;
  readonly continues?: PhaseRunId | undefined;
  readonly delaySeconds?: number;
}

/** A queued run under the command's fresh id, and the effect that stores and enqueues it. */
export function newRun(command: FlowCommand, run: NewRun): { run: RunState; effect: FlowEffect } {
  const { phase, epoch, attempt, tries, afterGate, continues, delaySeconds = 0 } = run;
  const id = command.ids.run;
  return {
    run: { id, phase, epoch, attempt, tries, status: 'queued', afterGate, live: true, leaseToken: undefined },
    effect: { kind: 'insert_run', runId: id, phase, epoch, attempt, afterGate, continues, delaySeconds },
  };
}

/**
 * The next attempt at the same piece of work, going on from the last finished batch. Only a failure counts
 * as a try; a run that was paused or lost its worker does not.
 */
export function nextAttempt(
  command: FlowCommand,
  current: RunState,
  delaySeconds = 0,
): { run: RunState; effect: FlowEffect } {
  return newRun(command, {
    phase: current.phase,
    epoch: current.epoch,
    attempt: current.attempt + 1,
    tries: current.tries + (command.type === 'resume' ? 0 : 1),
    afterGate: current.afterGate,
    continues: current.id,
    delaySeconds,
  });
}

/** True for a run that may still write. */
export function isAlive(run: RunState | undefined): run is RunState {
  return run !== undefined && (run.status === 'queued' || run.status === 'executing');
}

/** Fences the current run, if it may still write. */
export function fence(run: RunState | undefined): FlowEffect[] {
  return isAlive(run) ? [{ kind: 'end_run', runId: run.id, status: 'superseded' }] : [];
}

/** Closes the open gate, if there is one. */
export function supersedeGate(state: FlowState): FlowEffect[] {
  return state.gate ? [{ kind: 'close_gate', gateId: state.gate.id, status: 'superseded' }] : [];
}

/** The state of a flow that starts over at `phase` in a new epoch, with the effects that get it there. */
export function startOver(
  state: FlowState,
  command: FlowCommand,
  phase: PhaseName,
): { after: FlowState; effects: FlowEffect[] } {
  const epoch = state.epoch + 1;
  const { run, effect } = newRun(command, { phase, epoch, attempt: 1, tries: 1 });
  const later = state.definition.phases.slice(phaseIndex(state.definition, phase)).map(({ name }) => name);
  const after: FlowState = {
    ...state,
    status: 'running',
    currentPhase: phase,
    epoch,
    run,
    gate: undefined,
    failure: undefined,
  };
  return { after, effects: [...supersedeGate(state), { kind: 'supersede_runs', phases: later }, effect] };
}
