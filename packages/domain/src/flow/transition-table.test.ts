/* oxlint-disable complexity, typescript/consistent-return -- one exhaustive switch over the commands of the table */
import { describe, expect, test } from 'vitest';
import { asId } from '../shared/ids.ts';
import type { FlowCommand, FlowCommandName } from './flow-command.ts';
import type { Finding } from './healed-state.ts';
import type { FlowState, GateState, RunState, RunStatus } from './flow-state.ts';
import { parseChildStatus } from './flow-status.ts';
import { flowTypeForCategory, type PhaseName } from './flow-type.ts';
import { cellOf, outcomeOf, reduceFlow } from './reduce-flow.ts';
import { type CellOutcome, type FlowColumn, flowColumns, transitionTable } from './transition-table.ts';

/**
 * The table as the specification prints it. `same` repeats the cell to the left; the words of the guards are
 * left out. `none` is 404 and `D` is 410 for every command but `upload`, except where shown.
 */
const printed = `
| Command | running | waiting_for_approval | paused | completed | failed | cancelled | D |
| upload_new | 409 incomplete_discovery_flow_exists | same | same | -> running | 409 incomplete_discovery_flow_exists | -> running | -> running |
| upload_correction | 409 flow_running | -> running | 409 flow_paused | -> running; 409 incomplete_discovery_flow_exists | -> running | 409 flow_cancelled | 410 |
| start_phase | -> running; = already_started | 409 decision_pending | 409 flow_paused | 409 flow_completed | 409 flow_failed | 409 flow_cancelled | 410 |
| phase_succeeded | -> running; -> completed; = already_recorded | 409 stale_phase_result; = already_recorded | same | same | same | 409 stale_phase_result | 410 |
| phase_needs_decision | -> waiting_for_approval | = gate_already_open; 409 stale_phase_result | 409 stale_phase_result | same | same | same | 410 |
| phase_failed | -> running; -> failed | 409 stale_phase_result | same | same | = already_recorded; 409 stale_phase_result | 409 stale_phase_result | 410 |
| approve | = already_approved; 409 no_decision_pending | -> running; 409 gate_not_satisfied; 409 gate_revision_stale | 409 flow_paused | = already_approved; 409 flow_completed | 409 flow_failed | 409 flow_cancelled | 410 |
| reject | 409 no_decision_pending | -> waiting_for_approval; -> running | 409 flow_paused | 409 flow_completed | 409 flow_failed | 409 flow_cancelled | 410 |
| pause | -> paused | -> paused | = already_paused | 409 flow_completed | 409 flow_failed | 409 flow_cancelled | 410 |
| resume | = already_running; -> running | = requires_user_action | -> waiting_for_approval; -> running | = already_completed | 409 flow_failed | 409 flow_cancelled | 410 |
| retry | = already_running | 409 nothing_to_retry | 409 flow_paused | 409 flow_completed | -> running; 409 not_retryable | 409 flow_cancelled | 410 |
| restart_from | -> running; 422 unknown_phase; 409 phase_not_reached; 409 raw_data_missing | same | same | 409 flow_completed | -> running; 422 unknown_phase; 409 phase_not_reached; 409 raw_data_missing | 409 flow_cancelled | 410 |
| cancel | -> cancelled | -> cancelled | -> cancelled | 409 flow_completed | -> cancelled | = already_cancelled | 410 |
| delete | -> D; 409 flow_running | -> D | -> D | -> D | -> D | -> D | = already_deleted |
| heal | -> status; = nothing_to_heal; 409 finding_changed | same | same | same | same | same | = nothing_to_heal |
`;

/** Outcomes the prose around the table adds: stale results (section 4), decided gates (section 5), guards of a restart. */
const addedByProse: Readonly<Record<string, readonly string[]>> = {
  'start_phase/running': ['409 stale_phase_result'],
  'phase_succeeded/running': ['409 stale_phase_result'],
  'phase_needs_decision/running': ['409 stale_phase_result'],
  'phase_failed/running': ['409 stale_phase_result'],
  'approve/waiting_for_approval': ['409 already_decided'],
  'reject/running': ['409 already_decided'],
  'reject/waiting_for_approval': ['409 gate_revision_stale', '409 already_decided', '409 phase_not_reached'],
};

const statuses = ['running', 'waiting_for_approval', 'paused', 'completed', 'failed', 'cancelled'] as const;

function printedCells(): [string, FlowColumn, string[]][] {
  const rows = printed.trim().split('\n').slice(1);
  return rows.flatMap((line) => {
    const [command = '', ...texts] = line
      .split('|')
      .slice(1, -1)
      .map((text) => text.trim());
    let left = '';
    return texts.map((text, index): [string, FlowColumn, string[]] => {
      left = text === 'same' ? left : text;
      const column: FlowColumn = ([...statuses, 'deleted'] as const)[index] ?? 'none';
      return [command, column, left.split('; ').flatMap(expand)];
    });
  });
}

/** Short forms of the printed table: any status a finding may name, and the answer about a deleted flow. */
function expand(outcome: string): string[] {
  if (outcome === '-> status') return statuses.map((status) => `-> ${status}`);
  return [outcome === '410' ? '410 flow_deleted' : outcome];
}

function show(outcome: CellOutcome): string {
  if ('noOp' in outcome) return `= ${outcome.noOp}`;
  if ('to' in outcome) return outcome.to === 'deleted' ? '-> D' : `-> ${outcome.to}`;
  const codes: Record<string, number> = { unknown_phase: 422, flow_deleted: 410, flow_not_found: 404 };
  return `${codes[outcome.refuse] ?? 409} ${outcome.refuse}`;
}

const commands = Object.keys(transitionTable).filter(
  (name): name is FlowCommandName => name in transitionTable,
);

describe('F15 the table of the specification is the table in the code', () => {
  test.each(printedCells())('%s when %s', (command, column, outcomes) => {
    const expected = [...outcomes, ...(addedByProse[`${command}/${column}`] ?? [])];
    expect(cellOf(command, column).map(show).toSorted()).toEqual(expected.toSorted());
  });

  test('every command of the code but the journal note is printed', () => {
    const known = new Set(printedCells().map(([command]) => command));
    expect(commands.filter((command) => !known.has(command))).toEqual(['note']);
    expect(printedCells()).toHaveLength((commands.length - 1) * 7);
  });

  test('no flow answers 404 to everything but an upload', () => {
    for (const command of commands) {
      const expected = command === 'upload_new' ? '-> running' : '404 flow_not_found';
      expect(cellOf(command, 'none').map(show)).toEqual([expected]);
    }
  });
});

const discovery = flowTypeForCategory('cmdb_export');
const ids = { run: asId<'PhaseRun'>('new-run'), gate: asId<'Gate'>('new-gate') };
const runId = asId<'PhaseRun'>('run-1');
const gateId = asId<'Gate'>('gate-1');
const at = '2026-01-01T00:00:00Z';

const run: RunState = {
  id: runId,
  phase: 'field_mapping',
  epoch: 1,
  attempt: 1,
  tries: 1,
  status: 'executing',
  afterGate: undefined,
  live: true,
  leaseToken: 'lease',
};
const gate: GateState = {
  id: gateId,
  kind: 'mapping_approval',
  phase: 'field_mapping',
  revision: 2,
  subjectHash: 'h',
};
const base: FlowState = {
  definition: discovery,
  status: 'running',
  currentPhase: 'field_mapping',
  epoch: 1,
  started: true,
  deleted: false,
  run,
  gate: undefined,
  failure: undefined,
};
const ended = { ...run, status: 'needs_decision', live: false } as const;

/** A flow standing in this column, prepared so that the outcome can follow. */
function stateIn(command: FlowCommandName, column: FlowColumn, outcome: string): FlowState | undefined {
  const lastPhase = { currentPhase: 'asset_inventory', run: { ...run, phase: 'asset_inventory' } } as const;
  switch (column) {
    case 'none':
      return undefined;
    case 'deleted':
      return { ...base, deleted: true, status: 'completed' };
    case 'running': {
      if (outcome === '-> completed' && command === 'phase_succeeded') return { ...base, ...lastPhase };
      if (outcome === '-> failed' && command === 'phase_failed')
        return { ...base, run: { ...run, tries: 3 } };
      if (command === 'start_phase' && outcome === '-> running')
        return { ...base, run: { ...run, status: 'queued' } };
      if (command === 'resume' && outcome === '-> running') return { ...base, run: { ...run, live: false } };
      return base;
    }
    case 'waiting_for_approval':
      return { ...base, status: column, run: ended, gate };
    case 'paused':
      return { ...base, status: column, gate: outcome === '-> waiting_for_approval' ? gate : undefined };
    case 'failed': {
      const failure = { code: 'x', detail: 'x', retryable: outcome !== '409 not_retryable' };
      return { ...base, status: column, run: { ...run, status: 'failed', live: false }, failure };
    }
    case 'completed':
    case 'cancelled':
      return { ...base, status: column, run: { ...run, status: 'succeeded', live: false } };
  }
}

/** What phase reports carry: from the current run, or from another one where the outcome is a stale result. */
function report(outcome: string) {
  const recorded: Record<string, RunStatus> = {
    '= already_recorded': 'succeeded',
    '= gate_already_open': 'needs_decision',
  };
  const stale = outcome === '409 stale_phase_result';
  return {
    runId: stale ? asId<'PhaseRun'>('other') : runId,
    epoch: 1,
    leaseToken: 'lease',
    recorded: recorded[outcome],
  };
}

function decision(column: FlowColumn, outcome: string) {
  const decided = outcome === '= already_approved' || outcome === '409 already_decided';
  return {
    gateId: decided && column === 'waiting_for_approval' ? asId<'Gate'>('gate-0') : gateId,
    revision: outcome === '409 gate_revision_stale' ? 1 : 2,
    namedGate: decided ? ('approved' as const) : ('open' as const),
    subjectHash: 'h',
  };
}

function finding(outcome: string): Finding {
  if (outcome === '= nothing_to_heal') return { kind: 'none' };
  if (outcome === '409 finding_changed') return { kind: 'changed_meanwhile' };
  const status = parseChildStatus(outcome.slice(3)) ?? 'running';
  const opened = { kind: 'mapping_approval', phase: 'field_mapping', subject: {}, subjectHash: 'h' } as const;
  return {
    kind: 'certain',
    healed: {
      codes: ['D02'],
      before: {},
      status,
      phase: 'field_mapping',
      epoch: 1,
      failure: undefined,
      keptGate: undefined,
      closedGates: [],
      openedGate: status === 'waiting_for_approval' ? opened : undefined,
      keptRun: undefined,
      fencedRuns: [],
      supersededPhases: [],
      queuedRun:
        status === 'running' ? { attempt: 2, afterGate: undefined, continues: undefined } : undefined,
      finishedRuns: [],
      waitingRun: undefined,
      rebuildsJournal: false,
    },
  };
}

/** The command of this name, with facts under which the outcome follows. */
function commandIn(type: FlowCommandName, column: FlowColumn, outcome: string): FlowCommand {
  const common = { at, ids };
  const counts = { rows: 1 };
  switch (type) {
    case 'upload_new':
      return { type, ...common, definition: discovery };
    case 'upload_correction':
      return {
        type,
        ...common,
        slotTaken: outcome === '409 incomplete_discovery_flow_exists',
        payload: { revision: 1 },
      };
    case 'start_phase':
      return { type, ...common, ...report(outcome) };
    case 'phase_succeeded':
      return { type, ...common, ...report(outcome), result: { kind: 'succeeded', counts } };
    case 'phase_needs_decision': {
      const opened = { gateKind: 'mapping_approval', subject: {}, subjectHash: 'h' } as const;
      return { type, ...common, ...report(outcome), result: { kind: 'needs_decision', ...opened, counts } };
    }
    case 'phase_failed': {
      const result = { kind: 'failed', code: 'x', detail: 'x', retryable: true } as const;
      const recorded = outcome === '= already_recorded' ? 'failed' : undefined;
      return { type, ...common, ...report(outcome), recorded, result };
    }
    case 'approve': {
      const reasons = outcome === '409 gate_not_satisfied' ? ['undecided'] : [];
      return { type, ...common, ...decision(column, outcome), reasons, shown: {} };
    }
    case 'reject': {
      const restarts: Record<string, PhaseName> = {
        '-> running': 'data_import',
        '409 phase_not_reached': 'asset_inventory',
      };
      return {
        type,
        ...common,
        ...decision(column, outcome),
        reason: 'please change',
        restartFrom: restarts[outcome],
      };
    }
    case 'restart_from': {
      const phases: Record<string, PhaseName | undefined> = {
        '409 phase_not_reached': 'asset_inventory',
        '422 unknown_phase': undefined,
      };
      const phase = outcome in phases ? phases[outcome] : 'data_import';
      return { type, ...common, phase, rawDataExists: outcome !== '409 raw_data_missing' };
    }
    case 'delete':
      return { type, ...common, force: outcome !== '409 flow_running' };
    case 'heal':
      return { type, ...common, finding: finding(outcome) };
    case 'note':
      return { type, ...common, note: 'mapping_decided', payload: {} };
    case 'pause':
    case 'resume':
    case 'retry':
    case 'cancel':
      return { type, ...common };
  }
}

const outcomesOfAllCells = commands.flatMap((command) =>
  flowColumns.flatMap((column) =>
    cellOf(command, column).map((outcome): [FlowCommandName, FlowColumn, string] => [
      command,
      column,
      show(outcome),
    ]),
  ),
);

describe('F15 every outcome of every cell is reached and nothing else is', () => {
  test.each(outcomesOfAllCells)('%s when %s gives %s', (command, column, outcome) => {
    const transition = reduceFlow(stateIn(command, column, outcome), commandIn(command, column, outcome));
    expect(show(outcomeOf(transition))).toBe(outcome);
  });

  test('the scenarios cover the whole table', () => {
    expect(outcomesOfAllCells.length).toBeGreaterThan(200);
  });
});
