import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { FreshIds } from '@landfall/domain/flow/flow-command';
import type { FlowState } from '@landfall/domain/flow/flow-state';
import type { FlowId, ImportId, UserId } from '@landfall/domain/shared/ids';

/** A flow read under its row locks, with the time and the ids its next transition may use. */
export interface LockedFlow {
  readonly flowId: FlowId;
  readonly importId: ImportId;
  readonly category: ImportCategory;
  readonly createdBy: UserId;
  /** Sequence number of the last journal event. */
  readonly version: number;
  readonly state: FlowState;
  /** Time of the database, ISO 8601 UTC. */
  readonly at: string;
  readonly ids: FreshIds;
}
