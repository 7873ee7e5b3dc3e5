import type { FlowTypeDefinition } from '@landfall/domain/flow/flow-type';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import { crashPoint } from '../../platform/crash-point.ts';
import type { CreatedFlow, ImportFlowInput } from '../../platform/flow-port.ts';
import { storedJson } from '../../platform/stored-json.ts';
import { sqlState, type TenantScope } from '../../platform/tenant-scope.ts';

export interface FreshFlow extends CreatedFlow {
  readonly at: string;
  readonly runId: string;
  readonly gateId: string;
}

/** Ids and the time for a new flow, from the database. */
export async function freshFlow(scope: TenantScope): Promise<FreshFlow> {
  const { rows } = await sql<{
    flow: string;
    import: string;
    file: string;
    run: string;
    gate: string;
    at: Date;
  }>`
    select new_id() as flow, new_id() as import, new_id() as file, new_id() as run, new_id() as gate,
      clock_timestamp() as at`.execute(scope.tx);
  const [row] = rows;
  if (row === undefined) throw new Error('The database answered no ids');
  return {
    flowId: asId(row.flow),
    importId: asId(row.import),
    importFileId: asId(row.file),
    runId: row.run,
    gateId: row.gate,
    at: row.at.toISOString(),
  };
}

export interface NewFlowRows {
  readonly ids: FreshFlow;
  readonly input: ImportFlowInput;
  readonly definition: FlowTypeDefinition;
  readonly flowName: string;
}

/**
 * Inserts master, child, import and file. Answers `slot_taken`, with the transaction still usable, when the
 * slot's index refuses the child; the four rows are then not there.
 */
export async function insertFlowRows(
  scope: TenantScope,
  rows: NewFlowRows,
): Promise<'inserted' | 'slot_taken'> {
  await scope.client.query('savepoint new_flow');
  try {
    await insertChild(scope, rows);
  } catch (error) {
    if (sqlState(error) !== '23505') throw error;
    await scope.client.query('rollback to savepoint new_flow');
    return 'slot_taken';
  }
  crashPoint('create.after-child');
  await insertMaster(scope, rows);
  crashPoint('create.after-master');
  await insertImport(scope, rows);
  crashPoint('create.after-import');
  await insertFile(scope, rows);
  crashPoint('create.after-file');
  await scope.client.query('release savepoint new_flow');
  return 'inserted';
}

async function insertChild(scope: TenantScope, { ids, input, definition }: NewFlowRows): Promise<void> {
  await sql`
    insert into discovery_flows (client_account_id, engagement_id, flow_id, data_import_id, flow_type,
      import_category, status, current_phase, epoch, last_activity_at, version)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${ids.flowId}, ${ids.importId}, ${definition.name},
      ${input.category}, 'running', ${definition.phases[0].name}, 1, ${ids.at}, 1)`.execute(scope.tx);
}

async function insertMaster(
  scope: TenantScope,
  { ids, input, definition, flowName }: NewFlowRows,
): Promise<void> {
  await sql`
    insert into master_flows (client_account_id, engagement_id, flow_id, flow_type, flow_type_version,
      import_category, flow_name, status, created_by, version)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${ids.flowId}, ${definition.name},
      ${definition.version}, ${input.category}, ${flowName}, 'initialized', ${input.createdBy}, 1)`.execute(
    scope.tx,
  );
}

async function insertImport(scope: TenantScope, { ids, input }: NewFlowRows): Promise<void> {
  await sql`
    insert into data_imports (client_account_id, engagement_id, id, flow_id, import_category, import_name,
      source_system, processing_config, imported_by)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${ids.importId}, ${ids.flowId}, ${input.category},
      ${input.importName}, ${input.sourceSystem ?? null}, ${JSON.stringify(input.processingConfig ?? {})}::jsonb,
      ${input.createdBy})`.execute(scope.tx);
}

async function insertFile(scope: TenantScope, { ids, input: { file } }: NewFlowRows): Promise<void> {
  await sql`
    insert into import_files (client_account_id, engagement_id, id, data_import_id, kind, revision, file_name,
      storage_key, sha256, size_bytes, format, encoding, delimiter, sheet, json_root, header_row, dialect, notes)
    values (${scope.clientAccountId}, ${scope.engagementId}, ${ids.importFileId}, ${ids.importId}, 'original', 0,
      ${file.fileName}, ${file.storageKey}, ${file.sha256}, ${file.sizeBytes}, ${file.format}, ${file.encoding},
      ${file.delimiter ?? null}, ${file.sheet ?? null}, ${file.jsonRoot ?? null}, ${file.headerRow ?? null},
      ${storedJson(file.dialect)}::jsonb, ${storedJson(file.notes ?? {})}::jsonb)`.execute(scope.tx);
}

/** The flow that holds a slot, if any. */
export async function findBlockingFlow(
  scope: TenantScope,
  slot: { flowType: string; category: string },
): Promise<FlowId | undefined> {
  const { rows } = await sql<{ flowId: string }>`
    select flow_id as "flowId" from discovery_flows
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and flow_type = ${slot.flowType} and import_category = ${slot.category} and deleted_at is null
      and status in ('running', 'waiting_for_approval', 'paused', 'failed')`.execute(scope.tx);
  const [row] = rows;
  return row && asId(row.flowId);
}
