import type {
  attributeCoverageAnswer,
  bulkDecisionsAnswer,
  bulkDecisionsBody,
  fieldMappingsAnswer,
  fieldMappingsQuery,
  patchMappingAnswer,
  targetFieldsAnswer,
  targetFieldsQuery,
} from '@landfall/contract/mappings';
import { importCategories } from '@landfall/domain/catalog/import-category';
import type { TargetField } from '@landfall/domain/catalog/target-field';
import { targetFields } from '@landfall/domain/catalog/target-fields';
import { attributeCoverage } from '@landfall/domain/schema-matching/attribute-coverage';
import { confidenceBand } from '@landfall/domain/schema-matching/confidence-band';
import { z } from 'zod';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import { listCustomFields } from './custom-fields.repository.ts';
import {
  approvalsFrom,
  decideMany,
  type DecisionFlows,
  type DecisionResult,
  lockForMapping,
} from './decide-mappings.service.ts';
import { gateOver, mappingCounts, mappingHash } from './mapping-gate.service.ts';
import type { MappingRow } from './mapping-rows.ts';
import { importNotFound, mappingNotFound } from './mappings.errors.ts';
import { findMappedImport, listMappings, type MappedImport } from './mappings.repository.ts';
import { coverageOnWire, customFieldOnWire, mappingOnWire, targetFieldOnWire } from './mappings.wire.ts';
import { refreshSuggestions } from './propose-mappings.service.ts';
import type { DecisionRequest } from './resolve-decision.ts';

/** Catalog fields and the client's own, filtered by category and by text in key, label or description. */
export async function findTargetFields(
  scope: TenantScope,
  { import_category: category, search }: z.infer<typeof targetFieldsQuery>,
): Promise<z.infer<typeof targetFieldsAnswer>> {
  const wanted = search?.trim().toLowerCase() ?? '';
  const isFound = ({ key, label, description }: Pick<TargetField, 'key' | 'label' | 'description'>) =>
    wanted === '' || [key, label, description].some((text) => text.toLowerCase().includes(wanted));
  const offered = targetFields.filter(
    ({ categories }) => category === undefined || categories.includes(category),
  );
  const custom = (await listCustomFields(scope)).map((field) =>
    customFieldOnWire(field, [...importCategories]),
  );
  const items = [...offered.map(targetFieldOnWire), ...custom].filter(isFound);
  return { items, total: items.length };
}

interface PageQuery extends z.infer<typeof fieldMappingsQuery> {
  readonly maySeeSensitive: boolean;
}

const pagePosition = z.strictObject({ position: z.number().int().min(1) });

/** Mappings of an import in column order, with counts and the gate over all of them. */
export async function listPage(
  scope: TenantScope,
  importId: string,
  { limit, cursor, status, band, search, maySeeSensitive }: PageQuery,
): Promise<z.infer<typeof fieldMappingsAnswer>> {
  const mapped = await requireImport(scope, importId);
  const rows = await listMappings(scope, importId);
  const after = cursor === undefined ? 0 : decodeCursor(cursor, pagePosition).position;
  const wanted = search?.trim().toLowerCase() ?? '';
  const found = rows.filter(
    (row) =>
      (status === undefined || row.status === status) &&
      (band === undefined || confidenceBand(row.confidence) === band) &&
      `${row.sourceField} ${row.targetField ?? ''}`.toLowerCase().includes(wanted),
  );
  const page = found.filter(({ position }) => position > after).slice(0, limit);
  const last = page.at(-1);
  const hasMore = last !== undefined && last !== found.at(-1);
  return {
    items: page.map((row) => mappingOnWire(row, sightOf(mapped, row, maySeeSensitive))),
    total: found.length,
    next_cursor: hasMore ? encodeCursor({ position: last.position }) : null,
    counts: mappingCounts(rows),
    gate: gateOnWire(mapped, rows),
  };
}

async function requireImport(scope: TenantScope, importId: string): Promise<MappedImport> {
  const mapped = await findMappedImport(scope, importId);
  if (mapped === undefined) throw importNotFound();
  return mapped;
}

function sightOf({ category }: MappedImport, { sensitiveKind }: MappingRow, maySee: boolean) {
  return { maySee, isSensitive: category === 'sensitive_data' || sensitiveKind !== null };
}

function gateOnWire({ category }: MappedImport, rows: readonly MappingRow[]) {
  const { satisfied, reasons } = gateOver(category, rows);
  return { satisfied, reasons: [...reasons] };
}

/** One mapping after a decision, with the gate as it is now. */
export async function viewMapping(
  scope: TenantScope,
  mapped: MappedImport,
  { mappingId, maySeeSensitive }: { mappingId: string; maySeeSensitive: boolean },
): Promise<z.infer<typeof patchMappingAnswer>> {
  const rows = await listMappings(scope, mapped.importId);
  const row = rows.find(({ id }) => id === mappingId);
  if (row === undefined) throw mappingNotFound();
  return {
    mapping: mappingOnWire(row, sightOf(mapped, row, maySeeSensitive)),
    gate: gateOnWire(mapped, rows),
  };
}

/** The 22 critical attributes with what the mapping does for each. */
export async function coverageOf(
  scope: TenantScope,
  importId: string,
): Promise<z.infer<typeof attributeCoverageAnswer>> {
  await requireImport(scope, importId);
  return coverageOnWire(attributeCoverage(await listMappings(scope, importId)));
}

/** Decisions about named columns, or approval of everything from a confidence on; one transaction, a result each. */
export async function decideInBulk(
  scope: TenantScope,
  flows: DecisionFlows,
  { importId, body }: { importId: string; body: z.infer<typeof bulkDecisionsBody> },
): Promise<z.infer<typeof bulkDecisionsAnswer>> {
  const mapped = await lockForMapping(scope, importId);
  const threshold = 'decisions' in body ? null : body.approve_confidence_at_least;
  const requests =
    'decisions' in body
      ? body.decisions.map(toRequest)
      : approvalsFrom(await listMappings(scope, importId), body.approve_confidence_at_least);
  const results = await decideMany(scope, flows, { mapped, requests, facts: { threshold } });
  const failed = results.filter(({ error }) => error !== undefined).length;
  return {
    results: results.map(resultOnWire),
    succeeded: results.length - failed,
    failed,
    threshold,
    gate: gateOnWire(mapped, await listMappings(scope, importId)),
  };
}

type NamedDecision = Extract<z.infer<typeof bulkDecisionsBody>, { decisions: unknown }>['decisions'][number];

function toRequest({ mapping_id, status, target_field, note }: NamedDecision): DecisionRequest {
  return { mappingId: mapping_id, status, targetField: target_field, note };
}

function resultOnWire({ id, outcome, error }: DecisionResult) {
  return error === undefined ? { id, outcome } : { id, outcome, code: error.code, message: error.message };
}

/** Suggests undecided columns again; decided ones are not touched. */
export async function regenerate(scope: TenantScope, flows: DecisionFlows, importId: string) {
  const mapped = await lockForMapping(scope, importId);
  const refreshed = await refreshSuggestions(scope, mapped);
  if (refreshed.changed > 0) {
    const { flowId } = mapped;
    const subjectHash = mappingHash(await listMappings(scope, importId));
    const payload = { regenerated: refreshed.changed };
    await flows.noteDecision(scope, { flowId, type: 'mapping_decided', payload, subjectHash });
  }
  return refreshed;
}
