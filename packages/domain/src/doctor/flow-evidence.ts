import type { JournalRow } from '../flow/fold-journal.ts';

/** Every stored word as it is: after a restore or a hand at the database any of them may be wrong or missing. */
export interface FlowEvidence {
  readonly flowId: string;
  readonly master: MasterEvidence | undefined;
  readonly child: ChildEvidence | undefined;
  /** Oldest first. */
  readonly gates: readonly GateEvidence[];
  /** Oldest first. */
  readonly runs: readonly RunEvidence[];
  readonly journal: readonly JournalEvidence[];
  /** Imports of the same tenant that name the flow, are named by it or by rows that belong to it, or may be its. */
  readonly imports: readonly ImportEvidence[];
  /** Mapping rows that carry the flow's id, whichever import they name. */
  readonly ownMappings: { readonly rows: number; readonly humanDecisions: number };
  /** True when a row with this flow's id is stored under another tenant pair. */
  readonly isElsewhere: boolean;
  /** Other unfinished flows of the same slot. */
  readonly slotRivals: readonly string[];
  /** Whether a person who may own a rebuilt master record is known. */
  readonly ownerKnown: boolean;
}

export interface MasterEvidence {
  readonly status: string;
  readonly flowType: string;
  readonly flowTypeVersion: number;
  readonly category: string;
  readonly version: number;
  readonly hasCompletedAt: boolean;
  /** `updated_at` is not before `created_at`. */
  readonly stampsInOrder: boolean;
}

export interface ChildEvidence {
  readonly status: string;
  readonly phase: string;
  readonly epoch: number;
  readonly started: boolean;
  readonly deleted: boolean;
  readonly importId: string | null;
  readonly flowType: string;
  readonly category: string;
  readonly version: number;
  readonly waitingReason: string | null;
  readonly failureCode: string | null;
  readonly failureDetail: string | null;
  readonly failureRetryable: boolean | null;
  readonly stampsInOrder: boolean;
}

export interface GateEvidence {
  readonly id: string;
  readonly kind: string;
  readonly phase: string;
  readonly status: string;
  readonly revision: number;
  readonly subjectHash: string;
  /** ISO 8601 UTC. */
  readonly openedAt: string;
}

export interface RunEvidence {
  readonly id: string;
  readonly phase: string;
  readonly epoch: number;
  readonly attempt: number;
  readonly status: string;
  readonly afterGate: string | null;
  /** An executing run whose worker has renewed its lease, or a queued one. */
  readonly leaseHolds: boolean;
  /** The engine has a delivery of it still to finish. */
  readonly hasJob: boolean;
}

export interface JournalEvidence extends JournalRow {
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** How an import came to be thought of as the flow's. */
export type LinkProof = 'mappings' | 'conflicts' | 'journal' | 'import_names_flow' | 'child_names_import';

export interface ImportEvidence {
  readonly id: string;
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  /** Nobody's import with the same headers, of the same person, made within ten minutes of the flow. */
  readonly fits: boolean;
  /** Flow the import names. */
  readonly flowId: string | null;
  /** True when the flow it names exists and names it in turn. */
  readonly isTakenByOther: boolean;
  readonly category: string;
  readonly proofs: readonly LinkProof[];
  readonly work: WorkEvidence;
}

/** What phases have left behind for one import. Counts are rows unless named otherwise. */
export interface WorkEvidence {
  /** The uploaded file is in the file store. */
  readonly filePresent: boolean;
  /** Rows the file was found to have; `null` before it was read to its end. */
  readonly fileRows: number | null;
  readonly storedRows: number;
  readonly columns: number;
  readonly mappings: number;
  readonly humanDecisions: number;
  readonly qualityChecked: boolean;
  readonly undecidedCritical: number;
  /** By epoch, because a later course writes over the blocks of an earlier one. */
  readonly cleansedRows: readonly EpochRows[];
  readonly previewedRows: readonly EpochRows[];
  /** Rows whose outcome is written. */
  readonly settledRows: readonly EpochRows[];
  readonly pendingConflicts: number;
  /** False when the counted outcomes of written rows do not add up to those rows. */
  readonly outcomesReconcile: boolean;
}

export interface EpochRows {
  readonly epoch: number;
  readonly rows: number;
}
