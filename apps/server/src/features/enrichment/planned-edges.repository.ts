import { sql } from 'kysely';
import { storedJson } from '../../platform/stored-json.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { StatedEdge } from './edges.repository.ts';

/** An end of a planned connection; its asset may not exist yet. */
interface PlannedEnd {
  readonly id: string;
  readonly name: string;
}

/** A connection as an import will state it once its preview is approved. */
export type PlannedEdge = Omit<StatedEdge, 'sourceId' | 'targetId'> & {
  readonly source: PlannedEnd;
  readonly target: PlannedEnd;
};

/** Connections that an import plans. */
export interface PlannedEdges {
  readonly importId: string;
  readonly edges: readonly PlannedEdge[];
}

type StoredEdge = Omit<PlannedEdge, 'bytes'> & { readonly bytes: string | null };

/** Stores the connections that rows of a block lead, in their order; those of an earlier plan are replaced. */
export async function savePlannedEdges(
  scope: TenantScope,
  importId: string,
  block: { readonly firstRow: number; readonly edges: readonly PlannedEdge[] },
): Promise<void> {
  const records = block.edges.map((edge) => ({ ...edge, bytes: edge.bytes?.toString() ?? null }));
  const text = storedJson(records);
  await sql`
    update import_row_blocks set connections = ${text}::jsonb
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and first_row = ${block.firstRow}`.execute(scope.tx);
}

/** Which of the planned connections are wanted. */
interface EdgePage {
  readonly offset: number;
  readonly limit: number;
}

/** Connections that the import of a flow plans, in the order of the rows that lead them; `undefined` without such a flow. */
export async function readPlannedEdges(
  scope: TenantScope,
  flowId: string,
  { offset, limit }: EdgePage,
): Promise<(PlannedEdges & { readonly total: number }) | undefined> {
  const flow = await sql<{ importId: string }>`
    select data_import_id as "importId" from discovery_flows
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and flow_id = ${flowId} and deleted_at is null`.execute(scope.tx);
  const importId = flow.rows[0]?.importId;
  if (importId === undefined) return undefined;
  const ofImport = sql`b.client_account_id = ${scope.clientAccountId} and b.engagement_id = ${scope.engagementId}
    and b.data_import_id = ${importId} and b.connections is not null`;
  const counted = await sql<{ total: number }>`
    select coalesce(sum(jsonb_array_length(b.connections)), 0)::int as total
    from import_row_blocks b where ${ofImport}`.execute(scope.tx);
  const found = await sql<{ edge: StoredEdge }>`
    select c.edge from import_row_blocks b, jsonb_array_elements(b.connections) with ordinality as c (edge, place)
    where ${ofImport} order by b.first_row, c.place offset ${offset} limit ${limit}`.execute(scope.tx);
  const edges = found.rows.map(({ edge }) => ({
    ...edge,
    bytes: edge.bytes === null ? null : BigInt(edge.bytes),
  }));
  return { importId, edges, total: counted.rows[0]?.total ?? 0 };
}
