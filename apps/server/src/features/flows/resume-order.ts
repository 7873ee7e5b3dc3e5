import type { Right } from '@landfall/domain/access/policy';
import type { Json } from '@landfall/domain/flow/phase-result';
import type { ResumeWish } from '@landfall/domain/flow/resume-decision';
import type { FlowId } from '@landfall/domain/shared/ids';
import type { BulkDecision } from './gate-rules.ts';

/** A resume as a person orders it. */
export interface ResumeOrder extends BulkDecision {
  readonly flowId: FlowId;
  readonly wish: ResumeWish;
  /** Revision of the gate the caller has seen; the present one unless told. */
  readonly gateRevision?: number | undefined;
  readonly note?: string | undefined;
  /** Number of existing assets that the caller knows to change. */
  readonly confirmedChange?: number | undefined;
  /** Kept in the journal. */
  readonly context?: Json | undefined;
  readonly expectedVersion?: number | undefined;
  readonly mayDo: (right: Right) => boolean;
  /** Throws 403 unless the caller has the right. */
  readonly requireRight: (right: Right) => void;
}

/** An order whose flow is consistent now; `healed` names what had to be cured for that. */
export interface EnteredOrder extends ResumeOrder {
  readonly healed: readonly string[];
}
