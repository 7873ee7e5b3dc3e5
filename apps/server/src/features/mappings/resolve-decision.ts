import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { targetFieldsOf } from '@landfall/domain/catalog/target-fields';
import { isMergeable } from '@landfall/domain/schema-matching/mapping-gate';
import type { AppError } from '../../platform/app-error.ts';
import type { MappingRow } from './mapping-rows.ts';
import {
  missingMember,
  targetAlreadyApproved,
  unknownTargetField,
  versionConflict,
} from './mappings.errors.ts';

/** What a person wants done with one column; `suggested` takes the decision back. */
export interface DecisionRequest {
  readonly mappingId: string;
  readonly status: 'approved' | 'rejected' | 'ignored' | 'custom_attribute' | 'suggested';
  readonly targetField?: string | undefined;
  readonly transformation?: Readonly<Record<string, unknown>> | undefined;
  readonly note?: string | undefined;
  readonly expectedVersion?: number | undefined;
}

/** The decision as it will be stored. */
export interface ResolvedDecision {
  readonly status: DecisionRequest['status'];
  readonly targetField: string | null;
  readonly transformation: Readonly<Record<string, unknown>>;
  readonly note: string | null;
  readonly matchType: string | null;
}

/** The columns of an import as they stand, and which targets they may have. */
export interface DecisionBoard {
  readonly category: ImportCategory;
  readonly rows: readonly MappingRow[];
  readonly customKeys: ReadonlySet<string>;
}

/**
 * The decision a request makes about a column, or the error it is answered with.
 *
 * Rejecting a column and naming another field approves that field.
 */
export function resolveDecision(
  row: MappingRow,
  request: DecisionRequest,
  board: DecisionBoard,
): ResolvedDecision | AppError {
  const { expectedVersion } = request;
  if (expectedVersion !== undefined && expectedVersion !== row.version) return versionConflict(row.version);
  return resolvers[request.status](row, request, board);
}

type Resolver = (
  row: MappingRow,
  request: DecisionRequest,
  board: DecisionBoard,
) => ResolvedDecision | AppError;

const resolvers: Readonly<Record<DecisionRequest['status'], Resolver>> = {
  approved: resolveApproval,
  rejected: resolveRejection,
  custom_attribute: resolveCustom,
  ignored: withoutTarget,
  suggested: withoutTarget,
};

function withoutTarget(row: MappingRow, request: DecisionRequest): ResolvedDecision {
  return { ...commonOf(row, request), status: request.status, targetField: null };
}

function commonOf(row: MappingRow, { transformation, note }: DecisionRequest) {
  return {
    transformation: transformation ?? row.transformation,
    note: note ?? null,
    matchType: row.matchType,
  };
}

function resolveRejection(
  row: MappingRow,
  request: DecisionRequest,
  board: DecisionBoard,
): ResolvedDecision | AppError {
  if ((request.note ?? '').trim() === '') return missingMember('note', 'Say why the column is rejected.');
  if (request.targetField !== undefined) return resolveApproval(row, request, board);
  return { ...commonOf(row, request), status: 'rejected', targetField: row.targetField };
}

function resolveCustom(
  row: MappingRow,
  request: DecisionRequest,
  { customKeys }: DecisionBoard,
): ResolvedDecision | AppError {
  const { targetField } = request;
  if (targetField !== undefined && !customKeys.has(targetField)) return unknownTargetField(targetField);
  const target = targetField ?? null;
  return {
    ...commonOf(row, request),
    status: 'custom_attribute',
    targetField: target,
    matchType: 'manual',
  };
}

function resolveApproval(
  row: MappingRow,
  request: DecisionRequest,
  board: DecisionBoard,
): ResolvedDecision | AppError {
  const target = request.targetField ?? row.targetField;
  if (target === null) return missingMember('target_field', 'Name the field the column is approved for.');
  const isKnown = targetFieldsOf(board.category).some(({ key }) => key === target);
  if (!isKnown) return unknownTargetField(target);
  const other = isMergeable(target) ? undefined : holderOf(target, row, board);
  if (other !== undefined) return targetAlreadyApproved(target, other.sourceField);
  const common = commonOf(row, request);
  const matchType = target === row.targetField ? common.matchType : 'manual';
  return { ...common, status: 'approved', targetField: target, matchType };
}

function holderOf(target: string, row: MappingRow, { rows }: DecisionBoard): MappingRow | undefined {
  return rows.find(
    ({ id, status, targetField }) => id !== row.id && status === 'approved' && targetField === target,
  );
}
