import type { EpochRows, LinkProof } from '@landfall/domain/doctor/flow-evidence';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { ofTenant } from './evidence-rows.repository.ts';

/** That an import has to do with a flow, and how that is known; `fits` alone is a guess for a person to confirm. */
export interface RelationRow {
  readonly flowId: string;
  readonly importId: string;
  readonly proof: LinkProof | 'fits';
}

/** Imports that name the flows or are named by them: two index look-ups. */
export async function readNamedImports(scope: TenantScope, ids: readonly string[]): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`
    select flow_id as "flowId", id as "importId", 'import_names_flow' as proof from data_imports
      where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    union all
    select c.flow_id, c.data_import_id, 'child_names_import' from discovery_flows c
      where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
        and c.flow_id = any (${[...ids]}::uuid[]) and c.data_import_id is not null`.execute(scope.tx);
  return rows;
}

/**
 * What else ties imports to flows whose link is broken: rows and records that carry both ids, and imports nobody
 * owns with the same headers, of the same person, made within ten minutes.
 */
export async function readProofs(scope: TenantScope, ids: readonly string[]): Promise<RelationRow[]> {
  const { rows } = await sql<RelationRow>`
    select distinct flow_id as "flowId", data_import_id as "importId", 'mappings' as proof
      from import_field_mappings where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    union all
    select distinct flow_id, data_import_id, 'conflicts' from asset_conflicts
      where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    union all
    select distinct flow_id, (subject ->> 'data_import_id')::uuid, 'journal' from flow_gates
      where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[]) and subject ->> 'data_import_id' is not null
    union all
    select distinct resource_id, (details ->> 'import_id')::uuid, 'journal' from audit_log
      where ${ofTenant(scope)} and resource_id = any (${[...ids]}::uuid[]) and action = 'flow.flow_created'
        and details ->> 'import_id' is not null
    union all
    select f.flow_id, i.id, 'fits' from data_imports i
      join (${flowOrigins(scope, ids)}) f on abs(extract(epoch from i.created_at - f.made_at)) <= 600
        and i.imported_by = coalesce(f.made_by, i.imported_by) and i.import_category = f.category
      where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
        and (f.headers is null or f.headers = array(select k.key from import_columns k
          where k.client_account_id = i.client_account_id and k.engagement_id = i.engagement_id
            and k.data_import_id = i.id order by k.key))`.execute(scope.tx);
  return rows;
}

/** When, by whom and with which headers flows were made, as far as their own rows tell. */
function flowOrigins({ clientAccountId, engagementId }: TenantScope, ids: readonly string[]) {
  return sql`select c.flow_id, c.import_category as category, c.created_at as made_at, m.created_by as made_by,
      (select array_agg(p.source_field order by p.source_field) from import_field_mappings p
        where p.client_account_id = c.client_account_id and p.engagement_id = c.engagement_id
          and p.flow_id = c.flow_id) as headers
    from discovery_flows c
    left join master_flows m using (client_account_id, engagement_id, flow_id)
    where c.client_account_id = ${clientAccountId} and c.engagement_id = ${engagementId}
      and c.flow_id = any (${[...ids]}::uuid[])`;
}

/** Mapping rows that carry the ids of flows, whichever import they name. */
export async function readOwnMappings(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly rows: number; readonly humanDecisions: number }>> {
  const { rows } = await sql<{ flowId: string; rows: number; humanDecisions: number }>`
    select flow_id as "flowId", count(*) as rows, count(decided_by) as "humanDecisions"
    from import_field_mappings where ${ofTenant(scope)} and flow_id = any (${[...ids]}::uuid[])
    group by flow_id`.execute(scope.tx);
  return new Map(rows.map((row) => [row.flowId, row]));
}

export interface ImportRow {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly category: string;
  readonly flowId: string | null;
  /** The flow it names exists and names it in turn. */
  readonly isOwned: boolean;
  readonly storageKey: string | null;
  readonly fileRows: number | null;
  readonly storedRows: number;
  readonly columns: number;
  readonly mappings: number;
  readonly humanDecisions: number;
  readonly qualityChecked: boolean;
  readonly undecidedCritical: number;
  readonly cleansedRows: readonly EpochRows[];
  readonly previewedRows: readonly EpochRows[];
  readonly settledRows: readonly EpochRows[];
  readonly pendingConflicts: number;
  readonly outcomesReconcile: boolean;
}

const ofImport = (alias: string) =>
  sql.raw(`${alias}.client_account_id = i.client_account_id and ${alias}.engagement_id = i.engagement_id
    and ${alias}.data_import_id = i.id`);

/** What phases have left behind for each import. */
export async function readImports(scope: TenantScope, ids: readonly string[]): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select i.id, i.import_name as name, i.flow_id as "flowId", i.import_category as category,
      to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt",
      exists (select from discovery_flows c where c.client_account_id = i.client_account_id
        and c.engagement_id = i.engagement_id and c.flow_id = i.flow_id and c.data_import_id = i.id) as "isOwned",
      f.storage_key as "storageKey", f.row_count as "fileRows", stored.rows as "storedRows",
      (select count(*) from import_columns k where ${ofImport('k')}) as columns,
      mapped.rows as mappings, mapped.decided as "humanDecisions",
      exists (select from import_processing_steps s left join phase_runs r on r.client_account_id = s.client_account_id
          and r.engagement_id = s.engagement_id and r.id = s.phase_run_id
        where s.client_account_id = i.client_account_id and s.engagement_id = i.engagement_id
          and s.flow_id = i.flow_id and s.step_name = 'quality' and s.status = 'completed'
          and r.status is distinct from 'superseded') as "qualityChecked",
      (select count(*) from quality_issues q left join import_field_mappings p on ${ofImport('p')}
          and p.column_id = q.column_id
        where ${ofImport('q')} and q.severity = 'critical' and coalesce(p.status, '') not in ('ignored', 'rejected')
          and not exists (select from quality_decisions d where d.client_account_id = q.client_account_id
            and d.engagement_id = q.engagement_id and d.issue_id = q.id)) as "undecidedCritical",
      cleansed.epochs as "cleansedRows", results.previewed as "previewedRows", results.settled as "settledRows",
      coalesce(results.reconcile, true) as "outcomesReconcile",
      (select count(*) from asset_conflicts x where ${ofImport('x')} and x.status = 'pending') as "pendingConflicts"
    from data_imports i
    left join import_files f on ${ofImport('f')} and f.revision = 0
    cross join lateral (select coalesce(sum(b.row_count), 0)::bigint as rows from import_chunks b
      where ${ofImport('b')} and b.revision = 0) stored
    cross join lateral (select count(*) as rows, count(p.decided_by) as decided from import_field_mappings p
      where ${ofImport('p')}) mapped
    cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('epoch', e.epoch, 'rows', e.rows)), '[]') as epochs
      from (select b.epoch, sum(b.row_count) as rows from import_cleansed_blocks b where ${ofImport('b')}
        group by b.epoch) e) cleansed
    cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('epoch', e.epoch, 'rows', e.rows)), '[]') as previewed,
        coalesce(jsonb_agg(jsonb_build_object('epoch', e.epoch, 'rows', e.settled)), '[]') as settled,
        bool_and(e.counted = e.written) as reconcile
      from (select b.epoch, sum(b.row_count) as rows,
          coalesce(sum(b.row_count) filter (where b.outcomes is not null), 0) as written,
          -- Rows without an outcome wait for a person or, after a correction, to be written.
          coalesce(sum(b.row_count) filter (where b.outcomes is not null
            and (coalesce((b.counts #>> '{outcomes,pending}')::bigint, 0) = 0 or exists (select from asset_conflicts w
              where ${ofImport('w')} and w.status = 'pending'))), 0) as settled,
          coalesce(sum(case when b.outcomes is not null then (select sum(n.value::bigint)
            from jsonb_each_text(b.counts -> 'outcomes') n where n.key not like 'rejected:%') end), 0) as counted
        from import_row_blocks b where ${ofImport('b')} group by b.epoch) e) results
    where i.client_account_id = ${scope.clientAccountId} and i.engagement_id = ${scope.engagementId}
      and i.id = any (${[...ids]}::uuid[])`.execute(scope.tx);
  return rows;
}
