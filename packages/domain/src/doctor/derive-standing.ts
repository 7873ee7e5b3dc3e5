import { type FlowTypeDefinition, phaseIndex, type PhaseName } from '../flow/flow-type.ts';
import type { GateKind } from '../flow/gate-kind.ts';
import type { FlowEvidence, WorkEvidence } from './flow-evidence.ts';
import { courseOf, isApproved, rowsSince } from './stored-course.ts';

/** Where the evidence says a flow stands. */
export type Standing =
  | { readonly status: 'running'; readonly phase: PhaseName; readonly afterGate?: GateKind }
  | { readonly status: 'waiting_for_approval'; readonly phase: PhaseName; readonly gate: GateKind }
  | { readonly status: 'completed'; readonly phase: PhaseName };

/** What the standing is derived from. */
export interface StandingFacts {
  readonly definition: FlowTypeDefinition;
  readonly evidence: Pick<FlowEvidence, 'gates' | 'journal'>;
  /** Of the flow's import; `undefined` when the flow has none. */
  readonly work: WorkEvidence | undefined;
  /** The stored phase, an alias resolved; `undefined` for a word that is none. */
  readonly storedPhase: PhaseName | undefined;
}

/**
 * The current phase by evidence, the latest winning: outputs of later phases are looked for first. A gate that
 * was not approved is never passed.
 */
export function deriveStanding(facts: StandingFacts): Standing {
  const { work } = facts;
  const { first, mapping } = phasesOf(facts.definition);
  if (work === undefined || !isStored(work)) return { status: 'running', phase: first };
  if (isApproved(facts.evidence, facts.definition, { kind: 'mapping_approval', phase: mapping })) {
    return afterMapping(facts, work);
  }
  return beforeMapping(facts, work);
}

/** Every row of the file is stored, and every column has its mapping row. */
export function isStored({ storedRows, fileRows, columns, mappings }: WorkEvidence): boolean {
  return (
    storedRows > 0 &&
    (fileRows === null || fileRows === storedRows) &&
    columns > 0 &&
    (mappings === 0 || mappings === columns)
  );
}

/** The phases the evidence table speaks of, by their place in a flow type. */
export function phasesOf({ phases }: FlowTypeDefinition): Readonly<Record<Part, PhaseName>> {
  const names = phases.map(({ name }) => name);
  const at = (index: number): PhaseName => names[index] ?? phases[0].name;
  const cleansing = names.includes('data_cleansing') ? 'data_cleansing' : 'enrichment';
  return { first: at(0), validation: at(1), mapping: 'field_mapping', cleansing, last: at(names.length - 1) };
}

type Part = 'first' | 'validation' | 'mapping' | 'cleansing' | 'last';

function beforeMapping({ definition, storedPhase }: StandingFacts, work: WorkEvidence): Standing {
  const { validation, mapping } = phasesOf(definition);
  const reached =
    storedPhase !== undefined && phaseIndex(definition, storedPhase) >= phaseIndex(definition, mapping);
  if (work.mappings > 0 && (reached || work.humanDecisions > 0)) {
    return { status: 'waiting_for_approval', phase: mapping, gate: 'mapping_approval' };
  }
  if (!work.qualityChecked) return { status: 'running', phase: validation };
  if (work.undecidedCritical > 0) {
    return { status: 'waiting_for_approval', phase: validation, gate: 'validation_decision' };
  }
  return { status: 'running', phase: mapping };
}

function afterMapping(facts: StandingFacts, work: WorkEvidence): Standing {
  const { definition, evidence } = facts;
  const { cleansing, last } = phasesOf(definition);
  const rows = work.storedRows;
  const course = courseOf(definition, evidence.journal, cleansing);
  if (rowsSince(work.cleansedRows, course) < rows) return { status: 'running', phase: cleansing };
  if (last === cleansing) {
    if (rowsSince(work.settledRows, course) >= rows) return { status: 'completed', phase: last };
    // Whether a plan has to be approved is worked out by the phase itself, which asks again when it does.
    const isPassed = isApproved(evidence, definition, { kind: 'asset_preview', phase: last });
    return { status: 'running', phase: last, ...(isPassed ? { afterGate: 'asset_preview' } : {}) };
  }
  return inInventory(facts, work);
}

function inInventory({ definition, evidence }: StandingFacts, work: WorkEvidence): Standing {
  const phase = phasesOf(definition).last;
  const rows = work.storedRows;
  const course = courseOf(definition, evidence.journal, phase);
  if (rowsSince(work.previewedRows, course) < rows) return { status: 'running', phase };
  if (!isApproved(evidence, definition, { kind: 'asset_preview', phase })) {
    return { status: 'waiting_for_approval', phase, gate: 'asset_preview' };
  }
  if (rowsSince(work.settledRows, course) < rows)
    return { status: 'running', phase, afterGate: 'asset_preview' };
  return work.pendingConflicts > 0
    ? { status: 'waiting_for_approval', phase, gate: 'asset_conflict' }
    : { status: 'completed', phase };
}
