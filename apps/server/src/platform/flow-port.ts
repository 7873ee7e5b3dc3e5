import type { FlowSummary } from '@landfall/contract/flows';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { DoctorFinding, FindingCode } from '@landfall/domain/doctor/finding';
import type { NotedEventType } from '@landfall/domain/flow/journal-event-type';
import type { Json } from '@landfall/domain/flow/phase-result';
import type { FlowId, ImportFileId, ImportId, UserId } from '@landfall/domain/shared/ids';
import type { TenantScope } from './tenant-scope.ts';

/** A stored file and what the upload found out about it; the columns of `import_files`. */
export interface StoredFile {
  readonly fileName: string;
  readonly storageKey: string;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly format: string;
  readonly encoding: string;
  readonly delimiter?: string | undefined;
  readonly sheet?: string | undefined;
  readonly jsonRoot?: string | undefined;
  readonly headerRow?: number | undefined;
  /** Everything needed to decode a stored chunk alone. */
  readonly dialect: Json;
  readonly notes?: Json | undefined;
}

/** What a new flow is made of. There are no rows in it: rows never travel through creation. */
export interface ImportFlowInput {
  readonly category: ImportCategory;
  /** Default: category label and file name. */
  readonly flowName?: string | undefined;
  readonly importName: string;
  readonly sourceSystem?: string | undefined;
  readonly processingConfig?: Json | undefined;
  readonly createdBy: UserId;
  readonly file: StoredFile;
}

export interface CreatedFlow {
  readonly flowId: FlowId;
  readonly importId: ImportId;
  readonly importFileId: ImportFileId;
}

/** A decision or stored rows, to be journaled with the change itself. */
export interface FlowNote {
  readonly flowId: FlowId;
  readonly type: NotedEventType;
  /** Ids and counts. */
  readonly payload: Json;
  /** Hash of the open gate's subject after the change; another hash raises the gate's revision. */
  readonly subjectHash?: string | undefined;
  /** What the open gate is about after the change, when its summary changes too. */
  readonly subject?: Json | undefined;
}

/** Corrected rows on their way into a flow. */
export interface FlowCorrection {
  readonly flowId: FlowId;
  /** Version of the flow the person has seen; another one is 409 `version_conflict`. Any, unless told. */
  readonly expectedVersion?: number | undefined;
  /**
   * Writes the rows under the lock of the flow and answers what the journal says of them. It is told whether the flow
   * is past the mapping, so that rows have results; it is not called for a flow that takes no correction.
   */
  write(flow: { readonly isPastMapping: boolean }): Promise<{ readonly [key: string]: Json }>;
}

/** A change of how the rows of a flow are cleansed. */
export interface FlowRecleansing {
  readonly flowId: FlowId;
  /** For the journal. */
  readonly reason: string;
  write(): Promise<void>;
}

/** A flow to be given its tombstone. */
export interface FlowDeletion {
  readonly flowId: FlowId;
  /** Deletes it although it runs. */
  readonly force: boolean;
  /** Deletes it although its records do not fit together. */
  readonly evenDamaged?: boolean | undefined;
  readonly reason?: string | undefined;
}

/** What other features may ask of flows. The composition root hands them the real one. */
export interface FlowPort {
  /** Throws 409 `incomplete_discovery_flow_exists`, or 503 when it cannot be known whether the slot is free. */
  requireFreeSlot(scope: TenantScope, category: ImportCategory): Promise<void>;
  /** Creates flow, import, file, first run, event, audit row and job; throws the same 409 when the slot is taken. */
  createImportFlow(scope: TenantScope, input: ImportFlowInput): Promise<CreatedFlow>;
  /** The flow as every list shows it; throws 404 for one that is absent. */
  summaryOf(scope: TenantScope, flowId: FlowId): Promise<FlowSummary>;
  /** The flow that holds the category's slot, if one does; throws 503 when it cannot be known. */
  blockingFlow(scope: TenantScope, category: ImportCategory): Promise<FlowSummary | undefined>;
  /** Journals a decision; throws 409 when the flow is paused or at its end. Locks the flow, so call it first. */
  noteDecision(scope: TenantScope, note: FlowNote): Promise<void>;
  /**
   * Deletes the flow for everybody: tombstone, closed gate, fenced run, free slot. Answers false when it was deleted
   * before; throws 404, and 409 `flow_running` for a running one without `force`.
   */
  entomb(scope: TenantScope, deletion: FlowDeletion): Promise<boolean>;
  /** Whether the records of a flow do not fit together, so that every other command is refused. */
  isDamaged(scope: TenantScope, flowId: FlowId): Promise<boolean>;
  /**
   * Takes corrected rows in and lets the flow go on with them, in one transaction; throws 409 for a flow that runs, is
   * paused or cancelled, or is completed while another holds its slot.
   */
  addCorrection(scope: TenantScope, correction: FlowCorrection): Promise<void>;
  /**
   * Cleanses the rows of a flow again that waits with its preview, and previews them anew; throws 409 `phase_passed`
   * when its preview is not open. `write` runs under the lock of the flow, before that.
   */
  recleanse(scope: TenantScope, request: FlowRecleansing): Promise<void>;
  /** Matches the rows of an unfinished flow with the inventory anew, because assets it had matched have changed. */
  rematch(scope: TenantScope, flowId: FlowId, reason: string): Promise<void>;
}

/** What healing a flow is told beside which flow it is. */
export interface HealRequest {
  readonly flowId: FlowId;
  /** Import a person has confirmed to belong to the flow. */
  readonly confirmedImportId?: ImportId | undefined;
  /** Findings whose uncertain cure a person has chosen. */
  readonly chosen?: readonly FindingCode[] | undefined;
  /** The flow is deleted right after, so it ends: what only decides how it would go on is chosen by that. */
  readonly ends?: boolean | undefined;
}

/** How healing ended. Both lists empty: the flow is consistent and nothing was written. */
export interface HealOutcome {
  /** Codes of the findings that were cured, in order. */
  readonly healed: readonly FindingCode[];
  /** What only a person can settle; while this is not empty the flow is refused with `repair_required`. */
  readonly uncertain: readonly DoctorFinding[];
}

/** Finds and cures what is inconsistent in one flow, in the caller's transaction. A missing flow is 404. */
export type HealFlow = (scope: TenantScope, request: HealRequest) => Promise<HealOutcome>;
