import type { FlowTypeDefinition, PhaseName } from './flow-type.ts';
import type { GateId, PhaseRunId } from '../shared/ids.ts';
import type { RunStatus } from './flow-state.ts';
import type { GateStatus } from './gate-kind.ts';
import type { Finding } from './healed-state.ts';
import type { NotedEventType } from './journal-event-type.ts';
import type { Json, PhaseResult } from './phase-result.ts';

/** Ids a transition may need. They come with the command because the reducer has no source of chance. */
export interface FreshIds {
  readonly run: PhaseRunId;
  readonly gate: GateId;
}

/** Who reports a result; a report that differs from the current run is stale. */
export interface RunReport {
  readonly runId: PhaseRunId;
  readonly epoch: number;
  readonly leaseToken: string;
  /** Stored status of the run that reports; `undefined` when this flow has no such run. */
  readonly recorded: RunStatus | undefined;
}

/** A person's decision about a gate, with what the caller found out about the gate it names. */
export interface GateDecision {
  readonly gateId: GateId;
  readonly revision: number;
  /** Stored status of the named gate; `undefined` when there is no such gate in this flow. */
  readonly namedGate: GateStatus | undefined;
  /** Hash of the subject as it is now; another hash than the gate's means the content has changed. */
  readonly subjectHash: string;
}

/** Set on a command that a resume picked; it is kept in the journal with the phase and the time. */
export interface Resumed {
  readonly resumed?: { readonly context?: Json | undefined } | undefined;
}

type Result<Kind extends PhaseResult['kind']> = Extract<PhaseResult, { kind: Kind }>;

interface CommandBodies {
  upload_new: { readonly definition: FlowTypeDefinition };
  /** `payload` says which revision corrects how many rows. */
  upload_correction: { readonly slotTaken: boolean; readonly payload: { readonly [key: string]: Json } };
  start_phase: RunReport;
  phase_succeeded: RunReport & { readonly result: Result<'succeeded'> };
  phase_needs_decision: RunReport & { readonly result: Result<'needs_decision'> };
  phase_failed: RunReport & { readonly result: Result<'failed'> };
  /** `reasons` lists why the gate is not satisfied; empty when it is. */
  approve: GateDecision &
    Resumed & {
      readonly reasons: readonly string[];
      readonly shown: Json;
      readonly note?: string | undefined;
    };
  reject: GateDecision & { readonly reason: string; readonly restartFrom?: PhaseName | undefined };
  pause: { readonly reason?: string | undefined };
  /** `jobMissing` tells that nothing will ever deliver the queued run. */
  resume: Resumed & { readonly jobMissing?: boolean | undefined };
  retry: Resumed & { readonly reason?: string | undefined };
  /** `phase` is `undefined` when the caller named a phase this flow type does not have. */
  restart_from: Resumed & {
    readonly phase: PhaseName | undefined;
    readonly rawDataExists: boolean;
    readonly reason?: string | undefined;
  };
  cancel: { readonly reason?: string | undefined };
  delete: { readonly force: boolean; readonly reason?: string | undefined };
  heal: { readonly finding: Finding };
  /** Not a transition: records a decision or stored rows in the journal; `revisedHash` raises the open gate's revision. */
  note: {
    readonly note: NotedEventType;
    readonly payload: Json;
    readonly revisedHash?: string | undefined;
    /** What the open gate is about by now, with `revisedHash`. */
    readonly revisedSubject?: Json | undefined;
  };
}

export type FlowCommandName = keyof CommandBodies;

/** One command with the ids it may use and the time it was given, ISO 8601 UTC. */
export type FlowCommand = {
  [Name in FlowCommandName]: {
    readonly type: Name;
    readonly at: string;
    readonly ids: FreshIds;
  } & CommandBodies[Name];
}[FlowCommandName];

/** The command of one name. */
export type CommandOf<Name extends FlowCommandName> = Extract<FlowCommand, { type: Name }>;

/** Commands a person may give, in the order they are offered. */
export const personCommands = [
  'approve',
  'reject',
  'resume',
  'retry',
  'restart_from',
  'pause',
  'cancel',
] as const;
export type PersonCommand = (typeof personCommands)[number];
