import type { ChildStatus } from './flow-status.ts';
import { phaseOf, type FlowTypeDefinition, type PhaseName } from './flow-type.ts';
import type { GateKind } from './gate-kind.ts';

/** A way on, in the order it is best tried. */
export interface NextStep {
  readonly code: string;
  readonly text: string;
  /** True when the step is done on the page of the current phase. */
  readonly onPage: boolean;
}

export interface NextStepFacts {
  readonly definition: FlowTypeDefinition;
  readonly status: ChildStatus;
  readonly currentPhase: PhaseName;
  readonly waitingReason: GateKind | undefined;
  readonly failure: { readonly code: string; readonly retryable: boolean } | undefined;
  /** Columns or issues still undecided, or pending conflicts, when known. */
  readonly undecided: number | undefined;
  /** True when the stored record disagrees with itself, so that it is healed before anything else. */
  readonly needsRepair?: boolean;
}

const step = (code: string, text: string): NextStep => ({ code, text, onPage: false });
const onPage = (code: string, text: string): NextStep => ({ code, text, onPage: true });
const cancel = step('cancel', 'Cancel the flow.');
const repair = step(
  'resume',
  'Resume the flow: its record is repaired first, as far as the repair is certain.',
);
const remove = step('delete', 'Delete the flow with everything that came from its file.');

const stepsOf: Readonly<Record<ChildStatus, (facts: NextStepFacts) => NextStep[]>> = {
  running: ({ definition, currentPhase }) => {
    const { label } = phaseOf(definition, currentPhase);
    return [step('wait', `Wait for ${label.toLowerCase()} to finish.`), cancel];
  },
  waiting_for_approval: gateSteps,
  paused: () => [step('resume', 'Resume the flow.'), cancel, remove],
  failed: failedSteps,
  completed: () => [onPage('open_inventory', 'Open the inventory.')],
  cancelled: () => [step('upload', 'Upload the file again.')],
};

/** Ordered actions for this phase and status; every incomplete flow has at least one. */
export function nextSteps(facts: NextStepFacts): NextStep[] {
  const steps = stepsOf[facts.status](facts);
  return facts.needsRepair === true ? [repair, ...steps.filter(({ code }) => code !== 'resume')] : steps;
}

interface GateWords {
  readonly open: NextStep | undefined;
  readonly decide: { readonly code: string; readonly verb: string; readonly noun: string } | undefined;
  readonly approve: NextStep | undefined;
}

const gateWords: Readonly<Record<GateKind, GateWords>> = {
  validation_decision: {
    open: onPage('open_validation', 'Open the validation page.'),
    decide: { code: 'decide_issues', verb: 'Decide', noun: 'critical issue' },
    approve: onPage('approve', 'Approve the decisions.'),
  },
  mapping_approval: {
    open: onPage('open_mapping', 'Open the mapping page.'),
    decide: { code: 'decide_columns', verb: 'Decide', noun: 'column' },
    approve: onPage('approve', 'Approve the mapping.'),
  },
  asset_preview: {
    open: onPage('review_preview', 'Review the asset preview.'),
    decide: undefined,
    approve: onPage('approve', 'Approve the preview.'),
  },
  asset_conflict: {
    open: undefined,
    decide: { code: 'settle_conflicts', verb: 'Settle', noun: 'conflict' },
    approve: undefined,
  },
};

function gateSteps({ waitingReason, undecided }: NextStepFacts): NextStep[] {
  if (waitingReason === undefined) return [cancel];
  const { open, decide, approve } = gateWords[waitingReason];
  const deciding =
    decide && undecided !== 0
      ? [onPage(decide.code, `${decide.verb} ${count(undecided, decide.noun)}.`)]
      : [];
  return [...(open ? [open] : []), ...deciding, ...(approve ? [approve] : [])];
}

function count(undecided: number | undefined, noun: string): string {
  if (undecided === undefined) return `the ${noun}s`;
  return `${undecided} ${noun}${undecided === 1 ? '' : 's'}`;
}

function failedSteps({ failure }: NextStepFacts): NextStep[] {
  const restart = step('restart', 'Restart from a phase.');
  if (failure?.retryable === true) return [step('retry', 'Retry the failed phase.'), restart, remove];
  const cause =
    failure?.code === 'all_rows_rejected'
      ? 'Correct the mapping or the file.'
      : 'Fix the cause shown with the failure.';
  return [step('fix_cause', cause), restart, remove];
}
