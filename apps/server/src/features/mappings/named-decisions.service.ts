import type { ResumeMappings } from '@landfall/contract/flow-resume';
import type { BulkDecisions } from '@landfall/contract/mappings';
import { isDecided } from '@landfall/domain/schema-matching/mapping-gate';
import { AppError } from '../../platform/app-error.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type DecisionFlows, decideTogether, lockForMapping } from './decide-mappings.service.ts';
import type { MappingRow } from './mapping-rows.ts';
import { listMappings } from './mappings.repository.ts';
import type { DecisionRequest } from './resolve-decision.ts';

/**
 * Saves decisions about columns as the actor's own, all of them or none.
 *
 * Throws 422 `unknown_column` naming every column the import does not have, and whatever the first decision that
 * cannot be made is refused with. A column that is decided in that very way already is left as it is.
 */
export async function decideNamed(
  scope: TenantScope,
  flows: DecisionFlows,
  { importId, decisions }: { importId: string; decisions: ResumeMappings },
): Promise<void> {
  const mapped = await lockForMapping(scope, importId);
  const rows = await listMappings(scope, importId);
  const requests = isList(decisions) ? decisions.map(byId) : byColumn(rows, decisions);
  const news = requests.filter((request) => !saysSame(rows, request));
  if (news.length > 0) await decideTogether(scope, flows, { mapped, requests: news });
}

function isList(decisions: ResumeMappings): decisions is BulkDecisions {
  return Array.isArray(decisions);
}

function byId({ mapping_id, status, target_field, note }: BulkDecisions[number]): DecisionRequest {
  return { mappingId: mapping_id, status, targetField: target_field, note };
}

function byColumn(
  rows: readonly MappingRow[],
  targets: Readonly<Record<string, string | null>>,
): DecisionRequest[] {
  const idOf = new Map(rows.map(({ sourceField, id }) => [sourceField, id]));
  const unknown = Object.keys(targets).filter((column) => !idOf.has(column));
  if (unknown.length > 0) throw unknownColumns(unknown);
  return Object.entries(targets).map(([column, target]) => {
    const mappingId = idOf.get(column) ?? '';
    return target === null
      ? { mappingId, status: 'ignored' }
      : { mappingId, status: 'approved', targetField: target };
  });
}

function saysSame(rows: readonly MappingRow[], { mappingId, status, targetField, note }: DecisionRequest) {
  const row = rows.find(({ id }) => id === mappingId);
  if (row === undefined || note !== undefined || !isDecided(row.status)) return false;
  return row.status === status && row.targetField === (targetField ?? null);
}

const shownColumns = 50;

function unknownColumns(columns: readonly string[]): AppError {
  const names = columns.slice(0, 5).map((column) => JSON.stringify(column.slice(0, 80)));
  const more = columns.length > names.length ? ` and ${columns.length - names.length} more` : '';
  const subject = columns.length === 1 ? 'is no column' : 'are no columns';
  return new AppError({
    kind: 'invalid',
    code: 'unknown_column',
    detail: `${names.join(', ')}${more} ${subject} of this import. Nothing was saved.`,
    errors: columns.slice(0, shownColumns).map((column) => ({
      field: `field_mappings.${column.slice(0, 200)}`,
      code: 'unknown_column',
      message: 'The import has no such column.',
    })),
  });
}
