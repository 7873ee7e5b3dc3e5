/* oxlint-disable vitest/no-conditional-expect, vitest/expect-expect, max-lines -- what a random walk must satisfy depends on where it ended; the walk and its checks belong together */
import { array, assert as assertAll, constantFrom, nat, pre, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId } from '../shared/ids.ts';
import { allowedCommands } from './allowed-commands.ts';
import { type FlowCommand, personCommands } from './flow-command.ts';
import type { FlowState } from './flow-state.ts';
import { isBlocking, isIncomplete, masterStatusOf } from './flow-status.ts';
import { flowTypeDefinitions, flowTypeForCategory, nextPhase } from './flow-type.ts';
import { foldJournal, type JournalRow } from './fold-journal.ts';
import { nextSteps } from './next-steps.ts';
import { isAlive } from './transition-parts.ts';
import { retryDelaySeconds } from './phase-result-rules.ts';
import { cellOf, reduceFlow } from './reduce-flow.ts';

const definition = flowTypeForCategory('cmdb_export');
const flowTypes = constantFrom(...flowTypeDefinitions);
const at = '2026-01-01T00:00:00Z';
let serial = 0;
const freshIds = () => ({ run: asId<'PhaseRun'>(`run-${++serial}`), gate: asId<'Gate'>(`gate-${++serial}`) });

function created(type = definition): FlowState {
  const upload = { type: 'upload_new', at, ids: freshIds(), definition: type } as const;
  const transition = reduceFlow(undefined, upload);
  if (transition.kind !== 'changed') throw new Error('an upload creates');
  return transition.state;
}

function report(state: FlowState) {
  const { run } = state;
  const recorded = run?.status;
  return {
    runId: run?.id ?? asId<'PhaseRun'>('none'),
    epoch: run?.epoch ?? 0,
    leaseToken: run?.leaseToken ?? 'w',
    recorded,
  };
}

function named(state: FlowState) {
  const { gate } = state;
  return {
    gateId: gate?.id ?? asId<'Gate'>('none'),
    revision: gate?.revision ?? 0,
    namedGate: gate ? ('open' as const) : undefined,
    subjectHash: gate?.subjectHash ?? '',
  };
}

/** Any command, with facts taken from the state or off the mark, as chance decides. */
const moves: readonly ((state: FlowState, pick: number) => FlowCommand)[] = [
  (state) => ({ type: 'start_phase', at, ids: freshIds(), ...report(state), leaseToken: 'w' }),
  (state) => ({ type: 'start_phase', at, ids: freshIds(), ...report(state), leaseToken: 'w' }),
  (state) => ({
    type: 'phase_succeeded',
    at,
    ids: freshIds(),
    ...report(state),
    result: { kind: 'succeeded', counts: {} },
  }),
  (state, pick) => {
    const gates = state.definition.phases.find(({ name }) => name === state.currentPhase)?.gates ?? [];
    const kind = gates[pick % Math.max(1, gates.length)]?.kind;
    if (kind === undefined) return { type: 'pause', at, ids: freshIds() };
    const result = {
      kind: 'needs_decision',
      gateKind: kind,
      subject: {},
      subjectHash: `${pick}`,
      counts: {},
    } as const;
    return { type: 'phase_needs_decision', at, ids: freshIds(), ...report(state), result };
  },
  (state, pick) => {
    const result = { kind: 'failed', code: 'x', detail: 'x', retryable: pick % 2 === 0 } as const;
    return { type: 'phase_failed', at, ids: freshIds(), ...report(state), result };
  },
  (state, pick) => ({
    type: 'approve',
    at,
    ids: freshIds(),
    ...named(state),
    reasons: pick % 5 === 0 ? ['x'] : [],
    shown: {},
  }),
  (state) => ({ type: 'approve', at, ids: freshIds(), ...named(state), reasons: [], shown: {} }),
  (state, pick) => {
    const restartFrom = pick % 2 === 0 ? state.definition.phases[pick % 5]?.name : undefined;
    return { type: 'reject', at, ids: freshIds(), ...named(state), reason: 'not like this', restartFrom };
  },
  () => ({ type: 'pause', at, ids: freshIds() }),
  () => ({ type: 'resume', at, ids: freshIds() }),
  () => ({ type: 'retry', at, ids: freshIds() }),
  (state, pick) => ({
    type: 'restart_from',
    at,
    ids: freshIds(),
    phase: state.definition.phases[pick % 7]?.name,
    rawDataExists: true,
  }),
  (_, pick) =>
    pick % 4 === 0 ? { type: 'cancel', at, ids: freshIds() } : { type: 'pause', at, ids: freshIds() },
  (_, pick) => ({
    type: 'note',
    at,
    ids: freshIds(),
    note: 'mapping_decided',
    payload: {},
    revisedHash: `${pick}`,
  }),
  () => ({ type: 'upload_correction', at, ids: freshIds(), slotTaken: false, payload: {} }),
];

interface Walk {
  state: FlowState;
  journal: JournalRow[];
}

function take(walk: Walk, command: FlowCommand): void {
  const transition = reduceFlow(walk.state, command);
  if (transition.kind !== 'changed') return;
  const { type, phase, epoch, fromStatus, toStatus } = transition.journal;
  const seq = walk.journal.length + 1;
  walk.journal.push({ seq, type, phase, epoch, fromStatus: fromStatus ?? null, toStatus });
  walk.state = transition.state;
}

function begin(type = definition): Walk {
  const row = {
    seq: 1,
    type: 'flow_created',
    phase: type.phases[0].name,
    epoch: 1,
    fromStatus: null,
    toStatus: 'running',
  };
  return { state: created(type), journal: [row] };
}

function expectConsistent({ state, journal }: Walk): void {
  expect(state.gate !== undefined).toBe(
    state.status === 'waiting_for_approval' || (state.status === 'paused' && state.gate !== undefined),
  );
  if (state.status === 'running') {
    expect(
      isAlive(state.run) && state.run.phase === state.currentPhase && state.run.epoch === state.epoch,
    ).toBe(true);
  } else {
    expect(isAlive(state.run)).toBe(false);
  }
  expect(state.failure !== undefined).toBe(state.status === 'failed');
  expect(foldJournal(journal)).toEqual({
    status: state.status,
    phase: state.currentPhase,
    epoch: state.epoch,
    version: journal.length,
  });
}

const walks = array(tuple(nat(moves.length - 1), nat(1000)), { minLength: 10, maxLength: 60 });

test('F01 10,000 random command sequences of every version of every flow type keep status, run, gate, failure and journal in agreement', () => {
  assertAll(
    property(flowTypes, walks, (type, steps) => {
      const walk = begin(type);
      for (const [move, pick] of steps) {
        const command = moves[move]?.(walk.state, pick);
        if (command) take(walk, command);
      }
      expectConsistent(walk);
    }),
    { numRuns: 10_000 },
  );
});

test('an enrichment that asks before it writes goes on in the same phase once it is approved', () => {
  const walk = begin(flowTypeForCategory('infrastructure'));
  const start = () =>
    take(walk, { type: 'start_phase', at, ids: freshIds(), ...report(walk.state), leaseToken: 'w' });
  while (walk.state.currentPhase !== 'enrichment') {
    start();
    const result = { kind: 'succeeded', counts: {} } as const;
    take(walk, { type: 'phase_succeeded', at, ids: freshIds(), ...report(walk.state), result });
  }
  start();
  const asked = { kind: 'needs_decision', gateKind: 'asset_preview', subject: {}, subjectHash: 'h' } as const;
  const result = { ...asked, counts: {} };
  take(walk, { type: 'phase_needs_decision', at, ids: freshIds(), ...report(walk.state), result });
  expect(walk.state).toMatchObject({ status: 'waiting_for_approval', gate: { kind: 'asset_preview' } });
  const steps = nextSteps({ ...walk.state, waitingReason: 'asset_preview', undecided: undefined });
  expect(steps.map(({ code }) => code)).toEqual(['review_preview', 'approve']);
  take(walk, { type: 'approve', at, ids: freshIds(), ...named(walk.state), reasons: [], shown: {} });
  expect(walk.state).toMatchObject({
    status: 'running',
    currentPhase: 'enrichment',
    run: { phase: 'enrichment', afterGate: 'asset_preview' },
  });
  expectConsistent(walk);
});

test('S04 every incomplete flow a walk can reach names a way on, and each allowed command has a cell that changes', () => {
  assertAll(
    property(flowTypes, walks, (type, steps) => {
      const walk = begin(type);
      for (const [move, pick] of steps) {
        const command = moves[move]?.(walk.state, pick);
        if (command) take(walk, command);
      }
      const { state } = walk;
      const facts = { ...state, waitingReason: state.gate?.kind, undecided: undefined };
      expect(nextSteps(facts).length).toBeGreaterThan(0);
      const allowed = allowedCommands(state);
      if (isIncomplete(state.status)) expect(allowed.length).toBeGreaterThan(0);
      for (const command of allowed) {
        expect(cellOf(command, state.status).some((outcome) => 'to' in outcome)).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});

test('F15 any word that is not a command of the table is refused', () => {
  assertAll(
    property(string(), (word) => {
      pre(cellOf(word, 'running').length === 0);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the point is a word the type does not know
      const command = { type: word, at, ids: freshIds() } as unknown as FlowCommand;
      expect(reduceFlow(created(), command)).toMatchObject({
        kind: 'refused',
        code: 'transition_not_allowed',
      });
    }),
  );
  for (const word of ['toString', '__proto__', 'constructor', 'hasOwnProperty']) {
    expect(cellOf(word, 'running')).toEqual([]);
  }
});

test('F15 a status outside the vocabulary is refused whatever the command', () => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a word a restore left behind
  const state = { ...created(), status: 'initialization' } as unknown as FlowState;
  for (const type of ['pause', 'resume', 'retry', 'cancel'] as const) {
    expect(reduceFlow(state, { type, at, ids: freshIds() })).toMatchObject({
      kind: 'refused',
      code: 'transition_not_allowed',
    });
  }
});

function passPhase(walk: Walk): void {
  take(walk, { type: 'start_phase', at, ids: freshIds(), ...report(walk.state), leaseToken: 'w' });
  take(walk, {
    type: 'phase_succeeded',
    at,
    ids: freshIds(),
    ...report(walk.state),
    result: { kind: 'succeeded', counts: {} },
  });
}
function openGate(walk: Walk, gateKind: 'mapping_approval' | 'asset_preview'): void {
  take(walk, { type: 'start_phase', at, ids: freshIds(), ...report(walk.state), leaseToken: 'w' });
  const result = { kind: 'needs_decision', gateKind, subject: {}, subjectHash: 'h', counts: {} } as const;
  take(walk, { type: 'phase_needs_decision', at, ids: freshIds(), ...report(walk.state), result });
}
const approveGate = (walk: Walk): void =>
  take(walk, { type: 'approve', at, ids: freshIds(), ...named(walk.state), reasons: [], shown: {} });

describe('a whole flow', () => {
  test('runs five phases and two decisions to completed, and the preview goes on in the same phase', () => {
    const walk = begin();
    expect(masterStatusOf(walk.state)).toBe('initialized');
    passPhase(walk);
    passPhase(walk);
    openGate(walk, 'mapping_approval');
    expect(walk.state).toMatchObject({ status: 'waiting_for_approval', currentPhase: 'field_mapping' });
    approveGate(walk);
    expect(walk.state).toMatchObject({ status: 'running', currentPhase: 'data_cleansing', gate: undefined });
    passPhase(walk);
    openGate(walk, 'asset_preview');
    approveGate(walk);
    expect(walk.state).toMatchObject({
      currentPhase: 'asset_inventory',
      run: { attempt: 2, afterGate: 'asset_preview' },
    });
    passPhase(walk);
    expect(walk.state).toMatchObject({ status: 'completed', currentPhase: 'asset_inventory' });
    expect(isBlocking(walk.state)).toBe(false);
    expectConsistent(walk);
  });

  test('F19 resume at a gate asks for the person and cannot approve', () => {
    const walk = begin();
    passPhase(walk);
    passPhase(walk);
    openGate(walk, 'mapping_approval');
    const before = walk.state;
    expect(reduceFlow(before, { type: 'resume', at, ids: freshIds() })).toEqual({
      kind: 'no_op',
      code: 'requires_user_action',
    });
  });

  test('F10 a no-op is the same answer twice and changes nothing', () => {
    const paused = reduceFlow(created(), { type: 'pause', at, ids: freshIds() });
    if (paused.kind !== 'changed') throw new Error('a running flow can be paused');
    const again = () => reduceFlow(paused.state, { type: 'pause', at, ids: freshIds() });
    expect(again()).toEqual({ kind: 'no_op', code: 'already_paused' });
    expect(again()).toEqual(again());
  });

  test('a retryable failure is tried three times with growing delay, then the flow has failed', () => {
    const walk = begin();
    const delays: number[] = [];
    const fail = (): void => {
      take(walk, { type: 'start_phase', at, ids: freshIds(), ...report(walk.state), leaseToken: 'w' });
      const result = { kind: 'failed', code: 'unavailable', detail: 'x', retryable: true } as const;
      const command: FlowCommand = {
        type: 'phase_failed',
        at,
        ids: freshIds(),
        ...report(walk.state),
        result,
      };
      const transition = reduceFlow(walk.state, command);
      if (transition.kind === 'changed') {
        for (const effect of transition.effects)
          if (effect.kind === 'insert_run') delays.push(effect.delaySeconds);
      }
      take(walk, command);
    };
    fail();
    fail();
    expect(walk.state.status).toBe('running');
    fail();
    expect(walk.state).toMatchObject({ status: 'failed', failure: { code: 'unavailable', retryable: true } });
    expect(delays).toEqual([5, 10]);
    expect([1, 2, 3, 4, 5, 6].map(retryDelaySeconds)).toEqual([5, 10, 20, 40, 60, 60]);
    expect(allowedCommands(walk.state)).toEqual(['retry', 'restart_from', 'cancel']);
  });

  test('a report with another lease token is stale and discarded whole', () => {
    const walk = begin();
    take(walk, { type: 'start_phase', at, ids: freshIds(), ...report(walk.state), leaseToken: 'w1' });
    const late = { ...report(walk.state), leaseToken: 'w0' };
    const command: FlowCommand = {
      type: 'phase_succeeded',
      at,
      ids: freshIds(),
      ...late,
      result: { kind: 'succeeded', counts: {} },
    };
    expect(reduceFlow(walk.state, command)).toMatchObject({ kind: 'refused', code: 'stale_phase_result' });
  });

  test('F25 a phase cannot open a gate that is not its own', () => {
    const walk = begin();
    take(walk, { type: 'start_phase', at, ids: freshIds(), ...report(walk.state), leaseToken: 'w' });
    expect(() => openGate(walk, 'asset_preview')).toThrow('has no gate');
  });

  test('every phase but the last has a next one', () => {
    expect(definition.phases.map(({ name }) => nextPhase(definition, name))).toEqual([
      'data_validation',
      'field_mapping',
      'data_cleansing',
      'asset_inventory',
      undefined,
    ]);
    expect(personCommands).not.toContain('start_phase');
  });
});
