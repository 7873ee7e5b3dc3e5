import type { GateId, PhaseRunId } from '../shared/ids.ts';
import type { FailureState, GateState, RunState } from './flow-state.ts';
import type { ChildStatus } from './flow-status.ts';
import type { PhaseName } from './flow-type.ts';
import type { GateKind } from './gate-kind.ts';
import type { Json } from './phase-result.ts';

/** A run written from the evidence of its output, because its own row is missing. */
export interface ReconstructedRun {
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly attempt: number;
}

/** A gate to open, as its feature would have opened it. */
export interface OpenedGate {
  readonly kind: GateKind;
  readonly phase: PhaseName;
  readonly subject: Json;
  readonly subjectHash: string;
}

/** A run to queue. */
export interface QueuedRun {
  readonly attempt: number;
  readonly afterGate: GateKind | undefined;
  /** Run whose checkpoint it goes on from. */
  readonly continues: PhaseRunId | undefined;
}

/** Where the cures the doctor is certain of lead, and every row that has to change on the way. */
export interface HealedState {
  /** Codes of the findings that are cured. */
  readonly codes: readonly string[];
  /** What was stored before, for the journal. */
  readonly before: Json;
  readonly status: ChildStatus;
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly failure: FailureState | undefined;
  /** Open gate that stays open. */
  readonly keptGate: GateState | undefined;
  readonly closedGates: readonly GateId[];
  readonly openedGate: OpenedGate | undefined;
  /** Run that stays the current one. */
  readonly keptRun: RunState | undefined;
  readonly fencedRuns: readonly PhaseRunId[];
  /** Phases whose every run is superseded, because they start over. */
  readonly supersededPhases: readonly PhaseName[];
  readonly queuedRun: QueuedRun | undefined;
  /** Finished phases whose run is written anew. */
  readonly finishedRuns: readonly ReconstructedRun[];
  /** The run that waits at the gate, where its row is missing. */
  readonly waitingRun: ReconstructedRun | undefined;
  /** True when the journal before this event contradicts itself and is begun anew from here. */
  readonly rebuildsJournal: boolean;
}

/** What the doctor says of a flow under its locks. */
export type Finding =
  | { readonly kind: 'none' }
  | { readonly kind: 'changed_meanwhile' }
  | { readonly kind: 'certain'; readonly healed: HealedState };
