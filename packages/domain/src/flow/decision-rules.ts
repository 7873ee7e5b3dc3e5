import type { CommandOf, GateDecision } from './flow-command.ts';
import type { FlowState, GateState } from './flow-state.ts';
import type { FlowEffect, Transition } from './flow-transition.ts';
import { nextPhase, phaseIndex, phaseOf } from './flow-type.ts';
import { change, newRun, noOp, refuse, resumeRecord, startOver } from './transition-parts.ts';

/** A person approves the gate they name: the phase goes on, or the next one is queued, in the same transaction. */
export function approve(state: FlowState, command: CommandOf<'approve'>): Transition {
  if (state.status !== 'waiting_for_approval') return approveWithoutGate(state, command);
  const { gate } = state;
  if (gate === undefined) throw new Error('A waiting flow has an open gate');
  const stale = staleDecision(gate, command);
  if (stale) return stale;
  if (command.reasons.length > 0) return refuse('gate_not_satisfied');
  const { after, effects } = afterApproval(state, gate, command);
  return change({
    before: state,
    after,
    type: 'gate_approved',
    payload: {
      gate_id: gate.id,
      gate_kind: gate.kind,
      revision: gate.revision,
      finished: after.currentPhase === gate.phase ? undefined : gate.phase,
      note: command.note,
      ...resumeRecord(command, after),
    },
    effects: [
      decision('approve', gate, { shown: command.shown, note: command.note }),
      { kind: 'close_gate', gateId: gate.id, status: gate.kind === 'asset_conflict' ? 'closed' : 'approved' },
      ...effects,
    ],
  });
}

function approveWithoutGate(state: FlowState, command: CommandOf<'approve'>): Transition {
  if (command.namedGate === 'approved' || command.namedGate === 'closed') return noOp('already_approved');
  return refuse(state.status === 'completed' ? 'flow_completed' : 'no_decision_pending');
}

/** Where approving this gate leads, as the registry says. */
function afterApproval(state: FlowState, gate: GateState, command: CommandOf<'approve'>) {
  const settled = { ...state, status: 'running', gate: undefined } as const;
  const { afterApproval: leadsTo } = phaseOf(state.definition, gate.phase).gates.find(
    ({ kind }) => kind === gate.kind,
    // A gate of an earlier phase that opened late: the phase that found the question goes on.
  ) ?? { afterApproval: 'same_phase' };
  const next = nextPhase(state.definition, gate.phase);
  if (leadsTo === 'same_phase' || next === undefined) {
    const attempt = (state.run?.attempt ?? 0) + 1;
    const again = { phase: gate.phase, epoch: state.epoch, attempt, tries: 1, afterGate: gate.kind };
    const { run, effect } = newRun(command, again);
    return { after: { ...settled, run }, effects: [effect] };
  }
  const ended: FlowEffect[] = state.run
    ? [{ kind: 'end_run', runId: state.run.id, status: 'succeeded' }]
    : [];
  const { run, effect } = newRun(command, { phase: next, epoch: state.epoch, attempt: 1, tries: 1 });
  return { after: { ...settled, currentPhase: next, run }, effects: [...ended, effect] };
}

/** A person asks for changes: the gate stays open under a new revision, or an earlier phase starts over. */
export function reject(state: FlowState, command: CommandOf<'reject'>): Transition {
  if (state.status !== 'waiting_for_approval') {
    return refuse(command.namedGate === 'approved' ? 'already_decided' : 'no_decision_pending');
  }
  const { gate } = state;
  if (gate === undefined) throw new Error('A waiting flow has an open gate');
  const stale = staleDecision(gate, command);
  if (stale) return stale;
  const recorded = decision('reject', gate, { shown: null, note: command.reason });
  const payload = {
    gate_id: gate.id,
    gate_kind: gate.kind,
    revision: gate.revision,
    reason: command.reason,
    restart_from: command.restartFrom,
  };
  if (command.restartFrom === undefined) {
    const revised: FlowEffect = { kind: 'revise_gate', gateId: gate.id, subjectHash: gate.subjectHash };
    return change({
      before: state,
      after: { ...state, gate: { ...gate, revision: gate.revision + 1 } },
      type: 'gate_rejected',
      payload,
      effects: [recorded, revised],
    });
  }
  const target = phaseIndex(state.definition, command.restartFrom);
  if (target > phaseIndex(state.definition, state.currentPhase)) return refuse('phase_not_reached');
  const { after, effects } = startOver(state, command, command.restartFrom);
  return change({ before: state, after, type: 'gate_rejected', payload, effects: [recorded, ...effects] });
}

function staleDecision(gate: GateState, named: GateDecision): Transition | undefined {
  if (named.gateId !== gate.id) {
    return refuse(named.namedGate === 'approved' ? 'already_decided' : 'gate_revision_stale');
  }
  const current = named.revision === gate.revision && named.subjectHash === gate.subjectHash;
  return current ? undefined : refuse('gate_revision_stale');
}

function decision(
  kind: 'approve' | 'reject',
  gate: GateState,
  what: { shown: CommandOf<'approve'>['shown']; note: string | undefined },
): FlowEffect {
  const { id: gateId, revision, subjectHash } = gate;
  return { kind: 'record_decision', gateId, decision: kind, revision, subjectHash, ...what };
}
