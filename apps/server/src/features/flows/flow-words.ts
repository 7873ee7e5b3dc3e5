import { importCategories, type ImportCategory } from '@landfall/domain/catalog/import-category';
import {
  type ChildStatus,
  type MasterStatus,
  masterStatusOf,
  parseChildStatus,
} from '@landfall/domain/flow/flow-status';
import {
  findFlowType,
  type FlowTypeDefinition,
  parsePhaseName,
  type PhaseName,
} from '@landfall/domain/flow/flow-type';
import type { FlowSummaryRow } from './flow-summary.repository.ts';
import { repairRequired } from './flows.errors.ts';

/** A stored flow in words of the vocabulary. */
export interface FlowWords {
  readonly definition: FlowTypeDefinition;
  readonly status: ChildStatus;
  readonly masterStatus: MasterStatus;
  readonly currentPhase: PhaseName;
  readonly category: ImportCategory;
  /** True when the stored record disagrees with itself or uses other words. */
  readonly needsRepair: boolean;
}

/**
 * The stored words of a flow as words of the vocabulary. Words a restore left behind are read as what they most
 * likely mean, so that one damaged flow hides no others; `needsRepair` says so.
 */
export function wordsOf(row: FlowSummaryRow): FlowWords {
  const definition = findFlowType(row.flowType, row.flowTypeVersion);
  const category = importCategories.find((word) => word === row.importCategory);
  if (!definition || !category) throw repairRequired();
  const known = parseChildStatus(row.status);
  const status = known ?? 'failed';
  const currentPhase = parsePhaseName(definition, row.phase) ?? definition.phases[0].name;
  const deleted = row.deletedAt !== null;
  const masterStatus = masterStatusOf({ status, started: row.startedAt !== null, deleted });
  const damaged = known === undefined || currentPhase !== row.phase || masterStatus !== row.masterStatus;
  const needsRepair = damaged || (status === 'running' && !deleted && row.runLive === null);
  return { definition, status, masterStatus, currentPhase, category, needsRepair };
}
