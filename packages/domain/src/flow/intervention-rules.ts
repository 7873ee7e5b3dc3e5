import type { CommandOf } from './flow-command.ts';
import type { FlowState } from './flow-state.ts';
import type { Transition } from './flow-transition.ts';
import { phaseIndex, type PhaseName } from './flow-type.ts';
import { isIncomplete } from './flow-status.ts';
import {
  change,
  fence,
  newRun,
  nextAttempt,
  noOp,
  refuse,
  resumeRecord,
  startOver,
  supersedeGate,
} from './transition-parts.ts';

/** A person stops the flow; the running batch's next write fails its fence and an open gate stays open. */
export function pause(state: FlowState, command: CommandOf<'pause'>): Transition {
  const run = fenced(state);
  return change({
    before: state,
    after: { ...state, status: 'paused', run },
    type: 'paused',
    payload: { reason: command.reason },
    effects: fence(state.run),
  });
}

function fenced({ run }: FlowState): FlowState['run'] {
  const alive = run?.status === 'queued' || run?.status === 'executing';
  return alive ? { ...run, status: 'superseded', live: false } : run;
}

/** Goes on after a pause, a lost worker or a lost job. It never approves anything. */
export function resume(state: FlowState, command: CommandOf<'resume'>): Transition {
  const { jobMissing = false } = command;
  if (state.status === 'running' && state.run?.live === true && !jobMissing) return noOp('already_running');
  const cause = state.status === 'running' ? (jobMissing ? 'job_restored' : 'lease_expired') : undefined;
  const payload = { cause, ...resumeRecord(command, state) };
  if (state.gate) {
    const after = { ...state, status: 'waiting_for_approval' } as const;
    return change({ before: state, after, type: 'resumed', payload, effects: [] });
  }
  return change({ before: state, type: 'resumed', payload, ...goOn(state, command) });
}

/** A new attempt at the current phase; the failed or lost run is fenced first. */
function goOn(state: FlowState, command: CommandOf<'resume' | 'retry'>) {
  const first = { phase: state.currentPhase, epoch: state.epoch, attempt: 1, tries: 1 };
  const { run, effect } = state.run ? nextAttempt(command, state.run) : newRun(command, first);
  const after: FlowState = { ...state, status: 'running', failure: undefined, run };
  return { after, effects: [...fence(state.run), effect] };
}

/** Tries a failed phase again; the attempt counter is kept. */
export function retry(state: FlowState, command: CommandOf<'retry'>): Transition {
  if (state.failure?.retryable !== true) return refuse('not_retryable');
  return change({
    before: state,
    type: 'retried',
    payload: { reason: command.reason, code: state.failure.code, ...resumeRecord(command, state) },
    ...goOn(state, command),
  });
}

/** Starts an earlier phase, or the current one, over in a new epoch; human decisions survive. */
export function restartFrom(state: FlowState, command: CommandOf<'restart_from'>): Transition {
  if (command.phase === undefined) return refuse('unknown_phase');
  const { definition, currentPhase } = state;
  if (phaseIndex(definition, command.phase) > phaseIndex(definition, currentPhase)) {
    return refuse('phase_not_reached');
  }
  if (!command.rawDataExists) return refuse('raw_data_missing');
  const { after, effects } = startOver(state, command, command.phase);
  const payload = {
    restart_from: command.phase,
    reason: command.reason,
    ...resumeRecord(command, after),
  };
  return change({ before: state, after, type: 'restarted', payload, effects });
}

/** A person ends the flow; finished batches stay. */
export function cancel(state: FlowState, command: CommandOf<'cancel'>): Transition {
  return change({
    before: state,
    after: { ...state, status: 'cancelled', run: fenced(state), gate: undefined, failure: undefined },
    type: 'cancelled',
    payload: { reason: command.reason },
    effects: [...fence(state.run), ...supersedeGate(state)],
  });
}

/** Tombstones the flow; an unfinished child is recorded as cancelled first. */
export function deleteFlow(state: FlowState, command: CommandOf<'delete'>): Transition {
  if (state.status === 'running' && !command.force) return refuse('flow_running');
  const status = isIncomplete(state.status) ? 'cancelled' : state.status;
  const after: FlowState = {
    ...state,
    status,
    deleted: true,
    epoch: state.epoch + 1,
    run: fenced(state),
    gate: undefined,
    failure: undefined,
  };
  return change({
    before: state,
    after,
    type: 'deleted',
    payload: { reason: command.reason, force: command.force },
    effects: [...fence(state.run), ...supersedeGate(state), { kind: 'tombstone', reason: command.reason }],
  });
}

/**
 * Corrected rows of this import: the flow goes on in a new epoch with the first phase that reads them.
 *
 * That is the validation while the mapping is not approved yet. Once it was, its approval stands, because the columns
 * of a correction are those of the import, and the rows are cleansed again.
 */
export function uploadCorrection(state: FlowState, command: CommandOf<'upload_correction'>): Transition {
  if (state.status === 'completed' && command.slotTaken) return refuse('incomplete_discovery_flow_exists');
  const { after, effects } = startOver(state, command, firstReader(state));
  return change({ before: state, after, type: 'correction_added', payload: command.payload, effects });
}

function firstReader({ definition, currentPhase }: FlowState): PhaseName {
  const reached = phaseIndex(definition, currentPhase);
  const mapping = phaseIndex(definition, 'field_mapping');
  if (reached > mapping) return definition.phases[mapping + 1]?.name ?? currentPhase;
  return definition.phases[Math.min(reached, 1)]?.name ?? currentPhase;
}

/** The first transition of a flow: created, first phase queued. */
export function createFlow(command: CommandOf<'upload_new'>): Transition {
  const phase = command.definition.phases[0].name;
  const { run, effect } = newRun(command, { phase, epoch: 1, attempt: 1, tries: 1 });
  const after: FlowState = {
    definition: command.definition,
    status: 'running',
    currentPhase: phase,
    epoch: 1,
    started: false,
    deleted: false,
    run,
    gate: undefined,
    failure: undefined,
  };
  return change({
    before: undefined,
    after,
    type: 'flow_created',
    effects: [{ kind: 'create_flow' }, effect],
  });
}

/** Journals stored rows or a decision on one column or issue; a changed subject raises the gate's revision. */
export function note(state: FlowState, command: CommandOf<'note'>): Transition {
  const payload = { detail: command.payload };
  const { gate } = state;
  if (gate === undefined || command.revisedHash === undefined || command.revisedHash === gate.subjectHash) {
    return change({ before: state, after: state, type: command.note, payload, effects: [] });
  }
  const subjectHash = command.revisedHash;
  return change({
    before: state,
    after: { ...state, gate: { ...gate, revision: gate.revision + 1, subjectHash } },
    type: command.note,
    payload,
    effects: [{ kind: 'revise_gate', gateId: gate.id, subjectHash, subject: command.revisedSubject }],
  });
}
