import type { GateId, PhaseRunId } from '../shared/ids.ts';
import type { FlowTypeDefinition, PhaseName } from './flow-type.ts';
import type { ChildStatus } from './flow-status.ts';
import type { GateKind } from './gate-kind.ts';

/** States of a phase run. */
export const runStatuses = [
  'queued',
  'executing',
  'needs_decision',
  'succeeded',
  'failed',
  'superseded',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** The newest run of the current phase and epoch. */
export interface RunState {
  readonly id: PhaseRunId;
  readonly phase: PhaseName;
  readonly epoch: number;
  /** Numbers the runs of a phase in an epoch, 1 for the first. */
  readonly attempt: number;
  /** One more than the failed runs of the same piece of work; a run after a gate begins a new piece of work. */
  readonly tries: number;
  readonly status: RunStatus;
  readonly afterGate: GateKind | undefined;
  /** True while a worker's lease holds or a job is due, as read with the state. */
  readonly live: boolean;
  readonly leaseToken: string | undefined;
}

/** The open gate. */
export interface GateState {
  readonly id: GateId;
  readonly kind: GateKind;
  readonly phase: PhaseName;
  readonly revision: number;
  readonly subjectHash: string;
}

export interface FailureState {
  readonly code: string;
  readonly detail: string;
  readonly retryable: boolean;
}

/** A flow as the reducer sees it: the child row, its newest run and its open gate. */
export interface FlowState {
  readonly definition: FlowTypeDefinition;
  readonly status: ChildStatus;
  readonly currentPhase: PhaseName;
  readonly epoch: number;
  /** True once the first phase has started. */
  readonly started: boolean;
  readonly deleted: boolean;
  readonly run: RunState | undefined;
  readonly gate: GateState | undefined;
  readonly failure: FailureState | undefined;
}
