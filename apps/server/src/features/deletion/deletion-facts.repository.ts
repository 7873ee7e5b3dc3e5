import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** A flow as deletion looks at it. */
export interface FlowFacts {
  readonly flowId: string;
  /** Import of the flow; an id that nothing has, where the one it names belongs to another flow. */
  readonly importId: string;
  readonly createdBy: string;
  readonly status: string;
  readonly deleted: boolean;
  /** Changes with every accepted command of the flow and every write to the engagement's assets. */
  readonly mark: string;
}

const nobodys = sql`'00000000-0000-0000-0000-000000000000'::uuid`;

const tenant = ({ clientAccountId, engagementId }: TenantScope, alias: string) =>
  sql`${sql.ref(`${alias}.client_account_id`)} = ${clientAccountId} and ${sql.ref(`${alias}.engagement_id`)} = ${engagementId}`;

/** Facts of a flow, deleted or not; `undefined` when the tenant has none with this id. */
export async function findFlowFacts(scope: TenantScope, flowId: string): Promise<FlowFacts | undefined> {
  const found = await sql<FlowFacts>`
    select f.flow_id as "flowId", case when exists (select from data_imports o where ${tenant(scope, 'o')}
        and o.id = f.data_import_id and o.flow_id <> f.flow_id) then ${nobodys} else f.data_import_id end as "importId", m.created_by as "createdBy", f.status,
      f.deleted_at is not null as deleted,
      concat_ws(':', f.version, (select sum(v.version) from estate_versions v where ${tenant(scope, 'v')}),
        (select count(*) from estate_versions v where ${tenant(scope, 'v')})) as mark
    from discovery_flows f join master_flows m using (client_account_id, engagement_id, flow_id)
    where ${tenant(scope, 'f')} and f.flow_id = ${flowId}`.execute(scope.tx);
  return found.rows[0];
}

/** Rows of a flow and its import by kind, all but those of the inventory. */
export interface RowCounts {
  readonly rawRecords: number;
  readonly fieldMappings: number;
  readonly qualityIssues: number;
  readonly rowResults: number;
  readonly files: number;
  readonly fileBytes: number;
  readonly learnedMappings: number;
  readonly auditEntries: number;
  readonly othersInProgress: boolean;
}

/** Counts what a deletion removes besides assets, and what it keeps. */
export async function countRows(scope: TenantScope, { flowId, importId }: FlowFacts): Promise<RowCounts> {
  const ofImport = (alias: string) =>
    sql`${tenant(scope, alias)} and ${sql.ref(`${alias}.data_import_id`)} = ${importId}`;
  const found = await sql<RowCounts>`
    select
      (select coalesce(sum(c.row_count), 0)::bigint from import_chunks c where ${ofImport('c')}) as "rawRecords",
      (select count(*) from import_field_mappings m where ${ofImport('m')}) as "fieldMappings",
      (select count(*) from quality_issues q where ${ofImport('q')}) as "qualityIssues",
      (select coalesce(sum(b.row_count), 0)::bigint from import_cleansed_blocks b where ${ofImport('b')}
        and b.epoch > ${aheadEpoch}) as "rowResults",
      (select count(*) from import_files f where ${ofImport('f')}) as files,
      (select coalesce(sum(f.size_bytes), 0)::bigint from import_files f where ${ofImport('f')}) as "fileBytes",
      (select count(*) from learned_mappings l join data_imports i on ${tenant(scope, 'i')} and i.id = ${importId}
        where l.client_account_id = ${scope.clientAccountId} and l.engagement_id = ${scope.engagementId}
          and l.import_category = i.import_category and l.header_normalized in (
            select k.header_normalized from import_columns k where ${ofImport('k')})) as "learnedMappings",
      (select count(*) from audit_log a where a.client_account_id = ${scope.clientAccountId}
        and a.resource_id in (${flowId}, ${importId})) as "auditEntries",
      exists (select from flow_deletions d where ${tenant(scope, 'd')} and d.flow_id <> ${flowId}
        and d.status in ('pending', 'running')) as "othersInProgress"`.execute(scope.tx);
  const [counts] = found.rows;
  if (counts === undefined) throw new Error('The database answered no counts');
  return counts;
}
