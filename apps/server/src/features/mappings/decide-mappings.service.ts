import { asId } from '@landfall/domain/shared/ids';
import { learnedHeaderKey } from '@landfall/domain/schema-matching/learned-mapping';
import { isDecided, isMergeable } from '@landfall/domain/schema-matching/mapping-gate';
import { flowTypeForCategory } from '@landfall/domain/flow/flow-type';
import type { Json } from '@landfall/domain/flow/phase-result';
import { AppError } from '../../platform/app-error.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { listCustomFields } from './custom-fields.repository.ts';
import { alternativesAfter, lessonsOf } from './decision-lessons.ts';
import { addLessons } from './learned-mappings.repository.ts';
import { mappingHash } from './mapping-gate.service.ts';
import type { MappingRow } from './mapping-rows.ts';
import { importNotFound, mappingNotFound, phasePassed } from './mappings.errors.ts';
import {
  clearDecision,
  findImportOfMapping,
  listMappings,
  lockMappedImport,
  type MappedImport,
  writeDecision,
} from './mappings.repository.ts';
import { type DecisionRequest, resolveDecision, type ResolvedDecision } from './resolve-decision.ts';
import { suggestColumns } from './suggest-columns.ts';

/** How one id of a bulk request ended. */
export interface DecisionResult {
  readonly id: string;
  readonly outcome: DecisionRequest['status'] | 'failed';
  readonly error?: AppError;
}

export type DecisionFlows = Pick<FlowPort, 'noteDecision'>;

/** Locks the flow of an import whose mapping may still change; 404 or 409 `phase_passed` otherwise. */
export async function lockForMapping(scope: TenantScope, importId: string): Promise<MappedImport> {
  const mapped = await lockMappedImport(scope, importId);
  if (mapped === undefined) throw importNotFound();
  const { phases } = flowTypeForCategory(mapped.category);
  const position = (wanted: (phase: (typeof phases)[number]) => boolean) => phases.findIndex(wanted);
  const current = position(({ name }) => name === mapped.currentPhase);
  const mapping = position(({ gates }) => gates.some(({ kind }) => kind === 'mapping_approval'));
  if (current > mapping) throw phasePassed();
  return mapped;
}

/** Decides about one column and journals it; throws what the request is answered with when it cannot be done. */
export async function decideOne(
  scope: TenantScope,
  flows: DecisionFlows,
  request: DecisionRequest,
): Promise<MappedImport> {
  const importId = await findImportOfMapping(scope, request.mappingId);
  if (importId === undefined) throw mappingNotFound();
  const mapped = await lockForMapping(scope, importId);
  const [result] = await decideAll(scope, mapped, [request]);
  if (result?.error !== undefined) throw result.error;
  await noteDecisions(scope, flows, mapped, { mapping_ids: [request.mappingId], status: request.status });
  return mapped;
}

/** Decides about many columns of one import in one transaction; each id has its own result. */
export async function decideMany(
  scope: TenantScope,
  flows: DecisionFlows,
  {
    mapped,
    requests,
    facts,
  }: { mapped: MappedImport; requests: readonly DecisionRequest[]; facts?: Readonly<Record<string, Json>> },
): Promise<DecisionResult[]> {
  const results = await decideAll(scope, mapped, requests);
  const decided = results.filter(({ error }) => error === undefined).map(({ id }) => id);
  if (decided.length > 0) {
    await noteDecisions(scope, flows, mapped, {
      count: decided.length,
      ...facts,
      mapping_ids: decided.slice(0, 200),
    });
  }
  return results;
}

/** Approvals of every suggested column of at least this confidence whose field is free or mergeable, surest first. */
export function approvalsFrom(rows: readonly MappingRow[], threshold: number): DecisionRequest[] {
  const taken = new Set(
    rows.filter(({ status }) => status === 'approved').map(({ targetField }) => targetField),
  );
  const likely = rows
    .filter(({ status, confidence }) => status === 'suggested' && (confidence ?? 0) >= threshold)
    .toSorted(
      (left, right) => (right.confidence ?? 0) - (left.confidence ?? 0) || left.position - right.position,
    );
  const requests: DecisionRequest[] = [];
  for (const { id, targetField } of likely) {
    if (targetField === null || (taken.has(targetField) && !isMergeable(targetField))) continue;
    taken.add(targetField);
    requests.push({ mappingId: id, status: 'approved', targetField });
  }
  return requests;
}

/** Decisions an approval of the gate brings along: approvals from a threshold on, then the rest one way. */
export async function decideRest(
  scope: TenantScope,
  flows: DecisionFlows,
  wish: {
    importId: string;
    threshold: number | undefined;
    remaining: 'ignore' | 'custom_attribute' | undefined;
  },
): Promise<void> {
  const mapped = await lockForMapping(scope, wish.importId);
  const rows = await listMappings(scope, wish.importId);
  const approvals = wish.threshold === undefined ? [] : approvalsFrom(rows, wish.threshold);
  const approved = new Set(approvals.map(({ mappingId }) => mappingId));
  const status = wish.remaining === 'ignore' ? 'ignored' : wish.remaining;
  const rest =
    status === undefined
      ? []
      : rows
          .filter((row) => !isDecided(row.status) && !approved.has(row.id))
          .map((row): DecisionRequest => ({ mappingId: row.id, status }));
  const facts = { threshold: wish.threshold ?? null, remaining: wish.remaining ?? null };
  await decideMany(scope, flows, { mapped, requests: [...approvals, ...rest], facts });
}

/**
 * Decides about many columns as one: throws the first error and then nothing may be kept. A field may move from
 * one column of the request to another.
 */
export async function decideTogether(
  scope: TenantScope,
  flows: DecisionFlows,
  { mapped, requests }: { mapped: MappedImport; requests: readonly DecisionRequest[] },
): Promise<void> {
  const moving = new Set(requests.map(({ mappingId }) => mappingId));
  const results = await decideAll(scope, mapped, requests, moving);
  const failed = results.find(({ error }) => error !== undefined);
  if (failed?.error !== undefined) throw failed.error;
  const ids = requests.map(({ mappingId }) => mappingId).slice(0, 200);
  await noteDecisions(scope, flows, mapped, { count: requests.length, mapping_ids: ids });
}

/** `moving` names columns whose present target is free for others until they are decided here. */
// oxlint-disable-next-line max-params -- scope, import, requests and what they free
async function decideAll(
  scope: TenantScope,
  mapped: MappedImport,
  requests: readonly DecisionRequest[],
  moving: ReadonlySet<string> = new Set(),
): Promise<DecisionResult[]> {
  const undecidedYet = new Set(moving);
  const customKeys = new Set((await listCustomFields(scope)).map(({ key }) => key));
  let rows: readonly MappingRow[] = await listMappings(scope, mapped.importId);
  const results: DecisionResult[] = [];
  for (const request of requests) {
    undecidedYet.delete(request.mappingId);
    const row = rows.find(({ id }) => id === request.mappingId);
    const resolved =
      row === undefined
        ? mappingNotFound()
        : resolveDecision(row, request, {
            category: mapped.category,
            rows: rows.filter(({ id }) => !undecidedYet.has(id)),
            customKeys,
          });
    if (row === undefined || resolved instanceof AppError) {
      const error = resolved instanceof AppError ? resolved : mappingNotFound();
      results.push({ id: request.mappingId, outcome: 'failed', error });
      continue;
    }
    await store(scope, mapped, { row, rows, resolved });
    rows = rows.map((each) => (each.id === row.id ? decidedRow(each, resolved) : each));
    results.push({ id: row.id, outcome: resolved.status });
  }
  return results;
}

interface Change {
  readonly row: MappingRow;
  readonly rows: readonly MappingRow[];
  readonly resolved: ResolvedDecision;
}

async function store(
  scope: TenantScope,
  mapped: MappedImport,
  { row, rows, resolved }: Change,
): Promise<void> {
  const { category, sourceSystem } = mapped;
  const headerKey = learnedHeaderKey(row.header);
  const lessons = lessonsOf(row, resolved).map((lesson) => ({
    ...lesson,
    headerKey,
    category,
    sourceSystem,
  }));
  if (!mapped.isDryRun) await addLessons(scope, lessons);
  if (resolved.status !== 'suggested') {
    const alternatives = alternativesAfter(row, resolved);
    await writeDecision(scope, { id: row.id, ...resolved, alternatives });
    return;
  }
  const columns = rows.map(({ columnId, profile }) => ({ id: columnId, profile }));
  const suggestions = await suggestColumns(scope, { category, sourceSystem, columns });
  const own = suggestions.find(({ columnId }) => columnId === row.columnId);
  if (own !== undefined) await clearDecision(scope, row.id, own);
}

function decidedRow(row: MappingRow, { status, targetField }: ResolvedDecision): MappingRow {
  return { ...row, status, targetField, version: row.version + 1 };
}

// oxlint-disable-next-line max-params -- scope, port, import and what is journaled
async function noteDecisions(
  scope: TenantScope,
  flows: DecisionFlows,
  { flowId, importId }: MappedImport,
  payload: Json,
): Promise<void> {
  const subjectHash = mappingHash(await listMappings(scope, importId));
  await flows.noteDecision(scope, { flowId: asId(flowId), type: 'mapping_decided', payload, subjectHash });
}
