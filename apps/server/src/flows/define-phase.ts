import type { FlowTypeName, PhaseName } from '@landfall/domain/flow/flow-type';
import type { GateKind } from '@landfall/domain/flow/gate-kind';
import type { NotedEventType } from '@landfall/domain/flow/journal-event-type';
import type { Json, PhaseResult } from '@landfall/domain/flow/phase-result';
import type { FlowId, ImportId, PhaseRunId, TenantPair, UserId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../platform/tenant-scope.ts';

/** What a batch leaves behind in the same transaction as its writes. */
export interface BatchProgress {
  readonly rowsDone: number;
  readonly rowsTotal?: number;
  /** Where the next batch goes on; any JSON value under 4 kB. Left out: the checkpoint stays as it is. */
  readonly checkpoint?: Json;
}

/** One run of one phase, as its handler sees it. */
export interface PhaseContext {
  readonly tenant: TenantPair;
  readonly flowId: FlowId;
  readonly importId: ImportId;
  readonly runId: PhaseRunId;
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly attempt: number;
  /** Who created the flow. */
  readonly createdBy: UserId;
  /** The gate this run continues after, `undefined` for the first run of a phase. */
  readonly afterGate: GateKind | undefined;
  /** Whether the phase may open a gate of this kind by itself, in the version of the flow type its flow keeps. */
  readonly mayAsk: (gate: GateKind) => boolean;
  /** Checkpoint of the last committed batch of this phase and epoch, or null at the first. */
  readonly checkpoint: Json;
  /** Rows done when this run began; with a checkpoint it goes on from here. */
  readonly rowsDone: number;
  /** Rows, assets or records of a batch at most; each phase's own measure unless told. All runs of a flow have the same. */
  readonly batchRows?: number | undefined;
  /**
   * Runs one batch in one transaction: locks flow and run, checks run, epoch and step, runs `work`, stores the
   * progress. Throws `PhaseFenced` when the run has lost its right, for example after a pause; let it pass.
   * Keep each under about two seconds. `work` may return the progress when it is known only afterwards.
   *
   * `ahead` runs first in the same transaction and before the locks: batches begun at once do that part side by
   * side, then commit in the order they were begun; when one fails, so do those begun after it. Nothing else of the
   * same run may need the rows it locks.
   */
  batch(
    progress: BatchProgress,
    work: (scope: TenantScope) => Promise<BatchProgress | undefined | void>,
    ahead?: (scope: TenantScope) => Promise<void>,
  ): Promise<void>;
  /** Read-only transaction in the tenant scope. */
  read<Result>(work: (scope: TenantScope) => Promise<Result>): Promise<Result>;
  /** Appends a journal event inside the transaction of a batch. */
  record(scope: TenantScope, event: { type: NotedEventType; payload: Json }): Promise<void>;
  /** Aborts when the process is asked to stop; a phase may end its current batch and throw the signal's reason. */
  readonly signal: AbortSignal;
}

/** A phase handler. It loads its input by flow id; nothing is passed in memory between phases. */
export interface Phase {
  readonly flowType: FlowTypeName;
  readonly name: PhaseName;
  run(context: PhaseContext): Promise<PhaseResult>;
  /**
   * Checks the exit condition in the transaction that records success; returns the reason it does not hold,
   * or `undefined` when it does. A phase that wrote nothing cannot succeed.
   */
  checkExit?(scope: TenantScope, context: PhaseContext): Promise<string | undefined>;
}

export type { PhaseResult } from '@landfall/domain/flow/phase-result';

/** Names an object as a phase handler, so that its type is checked where it is written. */
export function definePhase(phase: Phase): Phase {
  return phase;
}
