import { approve, reject } from './decision-rules.ts';
import type { FlowCommand, FlowCommandName } from './flow-command.ts';
import type { FlowState } from './flow-state.ts';
import type { Transition } from './flow-transition.ts';
import { heal } from './heal-rule.ts';
import {
  cancel,
  createFlow,
  deleteFlow,
  note,
  pause,
  restartFrom,
  resume,
  retry,
  uploadCorrection,
} from './intervention-rules.ts';
import { phaseFailed, phaseNeedsDecision, phaseSucceeded, startPhase } from './phase-result-rules.ts';
import { noOp, refuse } from './transition-parts.ts';
import {
  type Cell,
  type CellOutcome,
  type FlowColumn,
  flowColumns,
  transitionTable,
} from './transition-table.ts';

/** The column a flow stands in; `undefined` for a status word outside the vocabulary. */
export function columnOf(state: Pick<FlowState, 'status' | 'deleted'> | undefined): FlowColumn | undefined {
  if (state === undefined) return 'none';
  if (state.deleted) return 'deleted';
  return flowColumns.find((column) => column === state.status);
}

/** The cell of a command in a column; empty for any word the table does not have. */
export function cellOf(command: string, column: FlowColumn | undefined): Cell {
  const rows: Readonly<Record<string, Readonly<Record<string, Cell>> | undefined>> = transitionTable;
  if (column === undefined || !Object.hasOwn(rows, command)) return [];
  return rows[command]?.[column] ?? [];
}

/**
 * The one function that decides what a command does to a flow.
 *
 * It reads no clock, no database and no chance: time, ids and facts come with state and command. The
 * transition table is the law: a rule may only pick an outcome its cell lists, and what is not listed is
 * refused with `transition_not_allowed`.
 */
export function reduceFlow(state: FlowState | undefined, command: FlowCommand): Transition {
  const cell = cellOf(command.type, columnOf(state));
  const [only, ...others] = cell;
  if (only === undefined) return refuse('transition_not_allowed');
  const answer = others.length === 0 ? fixedAnswer(only) : undefined;
  if (answer) return answer;
  const transition = applyRule(state, command);
  if (!cell.some((outcome) => matches(outcome, transition))) {
    throw new Error(`Rule of ${command.type} left its cell: ${JSON.stringify(outcomeOf(transition))}`);
  }
  return transition;
}

/** The answer of a cell that leaves no choice and changes nothing. */
function fixedAnswer(outcome: CellOutcome): Transition | undefined {
  if ('noOp' in outcome) return noOp(outcome.noOp);
  return 'refuse' in outcome ? refuse(outcome.refuse) : undefined;
}

function applyRule(state: FlowState | undefined, command: FlowCommand): Transition {
  if (command.type === 'upload_new') return createFlow(command);
  if (state === undefined) return refuse('flow_not_found');
  return rules[command.type](state, command);
}

type Rule = (state: FlowState, command: FlowCommand) => Transition;

/** Binds a rule to its own command, so that the map below cannot pair them wrongly. */
function rule<Name extends FlowCommandName>(
  name: Name,
  decide: (state: FlowState, command: Extract<FlowCommand, { type: Name }>) => Transition,
): Rule {
  return (state, command) => {
    if (!isCommand(command, name)) throw new Error(`${command.type} met the rule of ${name}`);
    return decide(state, command);
  };
}

function isCommand<Name extends FlowCommandName>(
  command: FlowCommand,
  name: Name,
): command is Extract<FlowCommand, { type: Name }> {
  return command.type === name;
}

const rules: Readonly<Record<Exclude<FlowCommandName, 'upload_new'>, Rule>> = {
  upload_correction: rule('upload_correction', uploadCorrection),
  start_phase: rule('start_phase', startPhase),
  phase_succeeded: rule('phase_succeeded', phaseSucceeded),
  phase_needs_decision: rule('phase_needs_decision', phaseNeedsDecision),
  phase_failed: rule('phase_failed', phaseFailed),
  approve: rule('approve', approve),
  reject: rule('reject', reject),
  pause: rule('pause', pause),
  resume: rule('resume', resume),
  retry: rule('retry', retry),
  restart_from: rule('restart_from', restartFrom),
  cancel: rule('cancel', cancel),
  delete: rule('delete', deleteFlow),
  heal: rule('heal', heal),
  note: rule('note', note),
};

function matches(outcome: CellOutcome, transition: Transition): boolean {
  return JSON.stringify(outcome) === JSON.stringify(outcomeOf(transition));
}

/** A transition as the table would name it. */
export function outcomeOf(transition: Transition): CellOutcome {
  if (transition.kind === 'no_op') return { noOp: transition.code };
  if (transition.kind === 'refused') return { refuse: transition.code };
  return { to: transition.state.deleted ? 'deleted' : transition.state.status };
}
