import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import type { Pool } from 'pg';
import type { Product, ProductPlace } from './product.ts';

/** Constraints a restore of an older system's rows has to leave out. */
const inTheWay = [
  ['master_flows', 'master_flows_status_check'],
  ['discovery_flows', 'discovery_flows_status_check'],
  ['discovery_flows', 'discovery_flows_waiting_check'],
  ['discovery_flows', 'discovery_flows_failure_check'],
] as const;

/** Thirteen columns, as the corrupt flow of the first system had. */
export const thirteenColumns = [
  'Server Name,IP Address,OS,CPU Cores,RAM (GB),Storage (GB),Environment,Location,Owner,Application,Serial Number,Status,Zq17',
  'web01,10.1.0.1,Ubuntu 22.04,4,16,200,Production,Berlin,Ann,Shop,SER-1001,active,a',
  'web02,10.1.0.2,Ubuntu 22.04,4,16,200,Production,Berlin,Ann,Shop,SER-1002,active,b',
  'db01,10.1.0.3,RHEL 9,16,128,2000,Production,Berlin,Bob,Shop,SER-1003,active,c',
  '',
].join('\n');

/**
 * Runs statements as a restore or a hand at the database does: triggers and keys off, checks gone, and the checks
 * put back afterwards without looking at the rows that are there.
 */
export async function tamper(admin: Pool, statements: readonly string[]): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    const texts = new Map<string, string>();
    for (const [table, name] of inTheWay) {
      const found = await client.query<{ text: string }>(
        'select pg_get_constraintdef(oid) as text from pg_constraint where conname = $1',
        [name],
      );
      texts.set(name, found.rows[0]?.text.replace(/ NOT VALID$/, '') ?? '');
      await client.query(`alter table ${table} drop constraint ${name}`);
    }
    for (const statement of statements) await client.query(statement);
    for (const [table, name] of inTheWay) {
      await client.query(`alter table ${table} add constraint ${name} ${texts.get(name)} not valid`);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** What of the older rows tells which import was the flow's. */
export type SeedProof = 'mappings' | 'candidate' | 'nothing';

/**
 * The corrupt flow exactly as it was found: child `running` at `attribute_mapping` with 0 %, import done, thirteen
 * undecided mappings, master `initialization`, no import linked, and none of the records this product keeps beside.
 */
export async function plantSeedFlow(
  product: Product,
  place: ProductPlace,
  { proof = 'mappings', text = thirteenColumns }: { proof?: SeedProof; text?: string } = {},
): Promise<{ flowId: FlowId; importId: ImportId }> {
  const { flowId, importId } = await product.upload(place, text);
  await product.reach(place, flowId, 'waiting_for_approval');
  const dangling = `'00000000-0000-7000-8000-${flowId.slice(-12)}'`;
  await tamper(product.server.database.admin, [
    `delete from import_processing_steps where flow_id = '${flowId}'`,
    `delete from quality_issues where data_import_id = '${importId}'`,
    `delete from flow_gates where flow_id = '${flowId}'`,
    `delete from phase_runs where flow_id = '${flowId}'`,
    `delete from flow_events where flow_id = '${flowId}'`,
    `delete from audit_log where resource_id = '${flowId}' and action = 'flow.flow_created' and ${proof !== 'mappings'}`,
    `update data_imports set flow_id = gen_random_uuid() where id = '${importId}'`,
    ...(proof === 'mappings'
      ? []
      : [`update import_field_mappings set data_import_id = ${dangling} where flow_id = '${flowId}'`]),
    ...(proof === 'nothing'
      ? [`update data_imports set created_at = created_at - interval '1 day' where id = '${importId}'`]
      : []),
    `update master_flows set status = 'initialization', version = 1 where flow_id = '${flowId}'`,
    `update discovery_flows set status = 'running', current_phase = 'attribute_mapping', waiting_reason = null,
       data_import_id = ${dangling}, version = 1 where flow_id = '${flowId}'`,
  ]);
  return { flowId, importId };
}
