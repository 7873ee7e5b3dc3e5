import { importCategories } from '@landfall/domain/catalog/import-category';
import type { FlowState, GateState, RunState } from '@landfall/domain/flow/flow-state';
import { parseChildStatus } from '@landfall/domain/flow/flow-status';
import { findFlowType, type PhaseName, phaseNames } from '@landfall/domain/flow/flow-type';
import { type GateKind, gateKinds } from '@landfall/domain/flow/gate-kind';
import { runStatuses } from '@landfall/domain/flow/flow-state';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { LockedFlow } from './flow-record.ts';
import { repairRequired } from './flows.errors.ts';

interface FlowRow {
  importId: string;
  category: string;
  flowType: string;
  flowTypeVersion: number;
  createdBy: string;
  status: string;
  phase: string;
  epoch: number;
  started: boolean;
  deleted: boolean;
  failureCode: string | null;
  failureDetail: string | null;
  failureRetryable: boolean | null;
  version: number;
  at: Date;
  freshRun: string;
  freshGate: string;
}

interface RunRow {
  id: string;
  attempt: number;
  failures: number;
  status: string;
  afterGate: string | null;
  live: boolean;
  leaseToken: string | null;
}

interface GateRow {
  id: string;
  kind: string;
  phase: string;
  revision: number;
  subjectHash: string;
}

/**
 * Locks the child row, then the master row, and reads the state under the locks; `undefined` when the tenant
 * has no such flow. Records that do not fit together are 409 `repair_required`; words outside the vocabulary are it
 * also for who wants the flow `evenDamaged`.
 */
export async function lockFlow(
  scope: TenantScope,
  flowId: FlowId,
  { evenDamaged = false }: { readonly evenDamaged?: boolean | undefined } = {},
): Promise<LockedFlow | undefined> {
  const row = await lockRows(scope, flowId, evenDamaged);
  if (row === undefined) return undefined;
  const definition = findFlowType(row.flowType, row.flowTypeVersion);
  const status = parseChildStatus(row.status);
  const currentPhase = phaseNames.find((name) => name === row.phase);
  const category = importCategories.find((name) => name === row.category);
  if (!definition || !status || !currentPhase || !category) throw repairRequired();
  const { failureCode, failureDetail, failureRetryable, epoch, started, deleted } = row;
  const state: FlowState = {
    definition,
    status,
    currentPhase,
    epoch,
    started,
    deleted,
    run: await newestRun(scope, flowId, { phase: currentPhase, epoch }),
    gate: await openGate(scope, flowId),
    failure:
      failureCode === null
        ? undefined
        : { code: failureCode, detail: failureDetail ?? '', retryable: failureRetryable === true },
  };
  return {
    flowId,
    importId: asId(row.importId),
    category,
    createdBy: asId(row.createdBy),
    version: row.version,
    state,
    at: row.at.toISOString(),
    ids: { run: asId(row.freshRun), gate: asId(row.freshGate) },
  };
}

async function lockRows(
  scope: TenantScope,
  flowId: FlowId,
  evenDamaged: boolean,
): Promise<FlowRow | undefined> {
  const child = await sql<Omit<FlowRow, 'flowTypeVersion' | 'createdBy'>>`
    select data_import_id as "importId", import_category as category, flow_type as "flowType", status,
      current_phase as phase, epoch, started_at is not null as started, deleted_at is not null as deleted,
      failure_code as "failureCode", failure_detail as "failureDetail", failure_retryable as "failureRetryable",
      version, clock_timestamp() as at, new_id() as "freshRun", new_id() as "freshGate"
    from discovery_flows where ${ofFlow(scope, flowId)} for update`.execute(scope.tx);
  const [row] = child.rows;
  if (row === undefined) return undefined;
  const master = await sql<{ flowTypeVersion: number; createdBy: string }>`
    select flow_type_version as "flowTypeVersion", created_by as "createdBy"
    from master_flows where ${ofFlow(scope, flowId)} for update`.execute(scope.tx);
  const [masterRow] = master.rows;
  if (masterRow === undefined) throw repairRequired();
  if (!row.deleted && !evenDamaged && !(await isSound(scope, flowId))) throw repairRequired();
  return { ...row, ...masterRow };
}

/**
 * Whether no finding of the doctor is open and both records agree with each other, the last event and the import.
 * What the commit trigger would refuse after the work is refused here before it, with a cure named.
 */
export async function isSound(scope: TenantScope, flowId: FlowId): Promise<boolean> {
  const { rows } = await sql<{ sound: boolean }>`
    select m.status = master_status_of(c) and m.version = c.version and e.seq = c.version
      and e.to_status = c.status and e.phase = c.current_phase and e.epoch = c.epoch
      and exists (select from data_imports i where i.client_account_id = c.client_account_id
        and i.engagement_id = c.engagement_id and i.id = c.data_import_id and i.flow_id = c.flow_id)
      and not exists (select from doctor_findings d where d.client_account_id = c.client_account_id
        and d.engagement_id = c.engagement_id and d.flow_id = c.flow_id) as sound
    from discovery_flows c join master_flows m using (client_account_id, engagement_id, flow_id)
    join lateral (select seq, to_status, phase, epoch from flow_events v where v.client_account_id = c.client_account_id
      and v.engagement_id = c.engagement_id and v.flow_id = c.flow_id order by seq desc limit 1) e on true
    where c.client_account_id = ${scope.clientAccountId} and c.engagement_id = ${scope.engagementId}
      and c.flow_id = ${flowId}`.execute(scope.tx);
  return rows[0]?.sound === true;
}

/** Condition on the key of every table of a flow. */
export function ofFlow({ clientAccountId, engagementId }: TenantScope, flowId: FlowId) {
  return sql`client_account_id = ${clientAccountId} and engagement_id = ${engagementId} and flow_id = ${flowId}`;
}

async function newestRun(
  scope: TenantScope,
  flowId: FlowId,
  { phase, epoch }: { phase: PhaseName; epoch: number },
): Promise<RunState | undefined> {
  const { rows } = await sql<RunRow>`
    select r.id, r.attempt, r.status, r.after_gate as "afterGate", r.lease_owner as "leaseToken",
      r.status = 'queued' or (r.status = 'executing' and r.lease_until > clock_timestamp()) as live,
      (select count(*) from phase_runs f where f.client_account_id = r.client_account_id
        and f.engagement_id = r.engagement_id and f.flow_id = r.flow_id and f.phase = r.phase and f.epoch = r.epoch
        and f.after_gate is not distinct from r.after_gate and f.status = 'failed' and f.id <> r.id) as failures
    from phase_runs r where ${ofFlow(scope, flowId)} and phase = ${phase} and epoch = ${epoch}
    order by attempt desc limit 1`.execute(scope.tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const status = runStatuses.find((word) => word === row.status);
  if (status === undefined) throw repairRequired();
  return {
    id: asId(row.id),
    phase,
    epoch,
    attempt: row.attempt,
    tries: row.failures + 1,
    status,
    afterGate: parseGateKind(row.afterGate),
    live: row.live,
    leaseToken: row.leaseToken ?? undefined,
  };
}

/** A stored gate kind; `undefined` for none or a word outside the vocabulary. */
export function parseGateKind(word: string | null): GateKind | undefined {
  return gateKinds.find((kind) => kind === word);
}

async function openGate(scope: TenantScope, flowId: FlowId): Promise<GateState | undefined> {
  const { rows } = await sql<GateRow>`
    select id, kind, phase, revision, subject_hash as "subjectHash" from flow_gates
    where ${ofFlow(scope, flowId)} and status = 'open'`.execute(scope.tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const kind = parseGateKind(row.kind);
  const phase = phaseNames.find((name) => name === row.phase);
  if (kind === undefined || phase === undefined) throw repairRequired();
  return { id: asId(row.id), kind, phase, revision: row.revision, subjectHash: row.subjectHash };
}
