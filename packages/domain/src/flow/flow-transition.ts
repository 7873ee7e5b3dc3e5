import type { GateId, PhaseRunId } from '../shared/ids.ts';
import type { FlowState } from './flow-state.ts';
import type { ChildStatus } from './flow-status.ts';
import type { PhaseName } from './flow-type.ts';
import type { GateKind, GateStatus } from './gate-kind.ts';
import type { JournalEventType } from './journal-event-type.ts';
import type { Json } from './phase-result.ts';
import type { NoOpCode, RefusalCode } from './transition-table.ts';

/** What the apply procedure must do besides writing the new state and the journal row. */
export type FlowEffect =
  | { readonly kind: 'create_flow' }
  | { readonly kind: 'start_run'; readonly runId: PhaseRunId; readonly leaseToken: string }
  | {
      readonly kind: 'insert_run';
      readonly runId: PhaseRunId;
      readonly phase: PhaseName;
      readonly epoch: number;
      readonly attempt: number;
      readonly afterGate: GateKind | undefined;
      /** Run whose checkpoint and row counts the new run goes on from. */
      readonly continues: PhaseRunId | undefined;
      readonly delaySeconds: number;
    }
  | {
      readonly kind: 'end_run';
      readonly runId: PhaseRunId;
      readonly status: 'needs_decision' | 'succeeded' | 'failed' | 'superseded';
      readonly counts?: Readonly<Record<string, number>>;
      readonly error?: { readonly code: string; readonly detail: string };
    }
  | { readonly kind: 'supersede_runs'; readonly phases: readonly PhaseName[] }
  | {
      /** A run whose row is lost, written from the evidence of what it left behind. */
      readonly kind: 'reconstruct_run';
      readonly runId: PhaseRunId | undefined;
      readonly phase: PhaseName;
      readonly epoch: number;
      readonly attempt: number;
      readonly status: 'succeeded' | 'needs_decision';
    }
  | {
      readonly kind: 'open_gate';
      readonly gateId: GateId;
      readonly gateKind: GateKind;
      readonly phase: PhaseName;
      readonly subject: Json;
      readonly subjectHash: string;
    }
  | { readonly kind: 'close_gate'; readonly gateId: GateId; readonly status: Exclude<GateStatus, 'open'> }
  | {
      readonly kind: 'revise_gate';
      readonly gateId: GateId;
      readonly subjectHash: string;
      /** Left out: what the gate is about is told as before. */
      readonly subject?: Json | undefined;
    }
  | {
      readonly kind: 'record_decision';
      readonly gateId: GateId;
      readonly decision: 'approve' | 'reject';
      readonly revision: number;
      readonly subjectHash: string;
      readonly shown: Json;
      readonly note: string | undefined;
    }
  | { readonly kind: 'tombstone'; readonly reason: string | undefined };

/** The journal row of a transition. Folding these rows gives the state again, see `fold-journal.ts`. */
export interface JournalEntry {
  readonly type: JournalEventType;
  /** The current phase after the transition. */
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly runId: PhaseRunId | undefined;
  readonly fromStatus: ChildStatus | undefined;
  readonly toStatus: ChildStatus;
  readonly payload: { readonly [key: string]: Json };
}

/** The answer of the reducer. A no-op and a refusal write nothing. */
export type Transition =
  | {
      readonly kind: 'changed';
      readonly state: FlowState;
      readonly journal: JournalEntry;
      readonly effects: readonly FlowEffect[];
    }
  | { readonly kind: 'no_op'; readonly code: NoOpCode }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly status: 404 | 409 | 410 | 422 };
