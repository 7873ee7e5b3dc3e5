import type { GateKind } from '@landfall/domain/flow/gate-kind';
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A flow whose gate is looked at. */
export interface GateSubject {
  readonly flowId: FlowId;
  readonly importId: ImportId;
  /** Subject stored when the gate opened. */
  readonly stored: Readonly<Record<string, unknown>>;
}

/** Why a gate cannot be approved yet, for a person. */
export interface GateReason {
  readonly code: string;
  readonly message: string;
  readonly column_id: string | null;
  readonly column: string | null;
}

export interface GateCheck {
  /** Empty when the gate is satisfied. */
  readonly reasons: readonly GateReason[];
  /** Counts and ids as they are now; left out, the stored subject is shown. */
  readonly subject?: Readonly<Record<string, unknown>> | undefined;
}

/** Decisions an approval may bring along for what is still undecided. */
export interface BulkDecision {
  readonly approveConfidenceAtLeast: number | undefined;
  readonly remaining: 'ignore' | 'custom_attribute' | undefined;
}

/** An approval that does much to what exists already; what a person has seen of it. */
export interface LargeApproval {
  /** Number of existing assets the caller confirms; `undefined` when nothing is confirmed. */
  readonly confirmed: number | undefined;
}

/** What the feature behind a gate knows: whether it is satisfied, and how to decide the rest in bulk. */
export interface GateRule {
  check(scope: TenantScope, gate: GateSubject): Promise<GateCheck>;
  /** Decides as the caller what is still undecided, in the transaction of the approval. */
  decideRest?(scope: TenantScope, gate: GateSubject, decision: BulkDecision): Promise<void>;
  /** Throws when so much changes that it has to be confirmed; answers what was confirmed, to be kept with the approval. */
  requireConfirmed?(
    scope: TenantScope,
    gate: GateSubject,
    approval: LargeApproval,
  ): Promise<Readonly<Record<string, number>>>;
}

/** The rules of all gates; the composition root names one for each. */
export type GateRules = Readonly<Record<GateKind, GateRule>>;
