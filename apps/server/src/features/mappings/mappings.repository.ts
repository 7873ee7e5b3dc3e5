import { importCategories, type ImportCategory } from '@landfall/domain/catalog/import-category';
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { type RawBuilder, sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { MappingRow, StoredAlternative, SuggestedMapping } from './mapping-rows.ts';

/** An import whose columns are mapped, with where its flow stands. */
export interface MappedImport {
  readonly importId: ImportId;
  readonly flowId: FlowId;
  readonly category: ImportCategory;
  readonly sourceSystem: string | null;
  readonly currentPhase: string;
  /** True for an import that is only tried out: decisions about its columns teach nothing. */
  readonly isDryRun: boolean;
}

interface ImportRow extends Omit<MappedImport, 'category'> {
  readonly category: string;
}

const importSelection = sql`
  select i.id as "importId", i.flow_id as "flowId", i.import_category as category,
    i.source_system as "sourceSystem", c.current_phase as "currentPhase",
    coalesce(i.processing_config ->> 'dry_run', 'false') = 'true' as "isDryRun"
  from data_imports i
  join discovery_flows c on c.client_account_id = i.client_account_id and c.engagement_id = i.engagement_id
    and c.flow_id = i.flow_id`;

/** The import with this id; `undefined` when the tenant has none or its flow is deleted. */
export async function findMappedImport(
  scope: TenantScope,
  importId: string,
): Promise<MappedImport | undefined> {
  const { rows } = await sql<ImportRow>`
    ${importSelection} where ${own(scope, 'i')} and i.id = ${importId} and c.deleted_at is null`.execute(
    scope.tx,
  );
  return rows[0] && withCategory(rows[0]);
}

/** The same, with its flow locked until the transaction ends, so that one decision is made at a time. */
export async function lockMappedImport(
  scope: TenantScope,
  importId: string,
): Promise<MappedImport | undefined> {
  const { rows } = await sql<ImportRow>`
    ${importSelection} where ${own(scope, 'i')} and i.id = ${importId} and c.deleted_at is null
    for update of c`.execute(scope.tx);
  return rows[0] && withCategory(rows[0]);
}

/** Import a mapping belongs to; `undefined` when the tenant has no such mapping. */
export async function findImportOfMapping(
  scope: TenantScope,
  mappingId: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ importId: string }>`
    select m.data_import_id as "importId" from import_field_mappings m
    where ${own(scope, 'm')} and m.id = ${mappingId}`.execute(scope.tx);
  return rows[0]?.importId;
}

function withCategory(row: ImportRow): MappedImport {
  const category = importCategories.find((word) => word === row.category);
  if (category === undefined) throw new Error(`Unknown category ${row.category}`);
  return { ...row, category };
}

/** All mappings of an import in column order. */
export async function listMappings(scope: TenantScope, importId: string): Promise<MappingRow[]> {
  const { rows } = await sql<MappingRow>`
    select m.id, m.column_id as "columnId", c.position, m.source_field as "sourceField", c.header, c.profile,
      c.detected_type as "detectedType", c.detected_unit as "detectedUnit", c.sensitive_kind as "sensitiveKind",
      m.target_field as "targetField", m.status, m.confidence, m.match_type as "matchType", m.evidence,
      m.alternatives, m.transformation, m.decided_by as "decidedBy", u.display_name as "decidedByName",
      m.decided_at as "decidedAt", m.decision_note as "decisionNote", m.version,
      coalesce(q.open, 0)::int as "openIssues"
    from import_field_mappings m
    join import_columns c on ${own(scope, 'c')} and c.id = m.column_id
    left join users u on u.id = m.decided_by
    left join (
      select i.column_id, count(*) as open from quality_issues i
      where ${own(scope, 'i')} and i.data_import_id = ${importId} and i.severity = 'critical'
        and not exists (select from quality_decisions d where ${own(scope, 'd')} and d.issue_id = i.id)
      group by i.column_id
    ) q on q.column_id = m.column_id
    where ${own(scope, 'm')} and m.data_import_id = ${importId}
    order by c.position`.execute(scope.tx);
  return rows;
}

/** Writes the engine's view of columns: new rows, and rows nobody has decided about. Answers how many changed. */
export async function upsertSuggestions(
  scope: TenantScope,
  { importId, flowId }: Pick<MappedImport, 'importId' | 'flowId'>,
  suggestions: readonly SuggestedMapping[],
): Promise<number> {
  const records = suggestions.map((one) => ({
    column_id: one.columnId,
    target_field: one.targetField,
    status: one.status,
    confidence: one.confidence,
    match_type: one.matchType,
    evidence: one.evidence,
    alternatives: one.alternatives,
  }));
  const { rows } = await sql<{ id: string }>`
    insert into import_field_mappings as m (client_account_id, engagement_id, data_import_id, flow_id, column_id,
      source_field, target_field, status, confidence, match_type, evidence, alternatives, suggested_by)
    select ${scope.clientAccountId}, ${scope.engagementId}, ${importId}, ${flowId}, s.column_id, c.key,
      s.target_field, s.status, s.confidence, s.match_type, s.evidence, s.alternatives, 'engine'
    from jsonb_to_recordset(${storedJson(records)}::jsonb) as s (column_id uuid, target_field text, status text,
      confidence float8, match_type text, evidence jsonb, alternatives jsonb)
    join import_columns c on ${own(scope, 'c')} and c.id = s.column_id
    on conflict (client_account_id, engagement_id, data_import_id, column_id) do update
      set target_field = excluded.target_field, status = excluded.status, confidence = excluded.confidence,
        match_type = excluded.match_type, evidence = excluded.evidence, alternatives = excluded.alternatives,
        suggested_by = excluded.suggested_by, version = m.version + 1, updated_at = now()
      where m.decided_by is null
        and (m.target_field, m.status, m.confidence, m.match_type, m.evidence, m.alternatives)
          is distinct from (excluded.target_field, excluded.status, excluded.confidence, excluded.match_type,
            excluded.evidence, excluded.alternatives)
    returning m.id`.execute(scope.tx);
  return rows.length;
}

export interface WrittenDecision {
  readonly id: string;
  readonly status: string;
  readonly targetField: string | null;
  readonly transformation: Readonly<Record<string, unknown>>;
  readonly note: string | null;
  readonly matchType: string | null;
  readonly alternatives: readonly StoredAlternative[];
}

/** Writes a person's decision about one column; the version rises by one. */
export async function writeDecision(scope: TenantScope, decision: WrittenDecision): Promise<void> {
  await sql`
    update import_field_mappings m set status = ${decision.status}, target_field = ${decision.targetField},
      transformation = ${JSON.stringify(decision.transformation)}::jsonb, decision_note = ${decision.note},
      match_type = ${decision.matchType}, alternatives = ${JSON.stringify(decision.alternatives)}::jsonb,
      decided_by = ${scope.actor.userId}, decided_at = now(),
      version = m.version + 1, updated_at = now()
    where ${own(scope, 'm')} and m.id = ${decision.id}`.execute(scope.tx);
}

/** Takes a decision back: the row is the engine's again. */
export async function clearDecision(
  scope: TenantScope,
  id: string,
  suggestion: SuggestedMapping,
): Promise<void> {
  await sql`
    update import_field_mappings m set status = ${suggestion.status}, target_field = ${suggestion.targetField},
      confidence = ${suggestion.confidence}, match_type = ${suggestion.matchType},
      evidence = ${storedJson(suggestion.evidence)}::jsonb,
      alternatives = ${storedJson(suggestion.alternatives)}::jsonb, transformation = '{}',
      decided_by = null, decided_at = null, decision_note = null, version = m.version + 1, updated_at = now()
    where ${own(scope, 'm')} and m.id = ${id}`.execute(scope.tx);
}

/** The tenant condition on a table by its alias; row-level security holds without it, indexes do not. */
function own(
  { clientAccountId, engagementId }: TenantScope,
  alias: 'c' | 'd' | 'i' | 'm',
): RawBuilder<unknown> {
  const table = sql.raw(alias);
  return sql`${table}.client_account_id = ${clientAccountId} and ${table}.engagement_id = ${engagementId}`;
}
