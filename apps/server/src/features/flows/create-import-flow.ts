import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { flowTypeForCategory } from '@landfall/domain/flow/flow-type';
import { reduceFlow } from '@landfall/domain/flow/reduce-flow';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { CreatedFlow, ImportFlowInput } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { appendJournal, applyEffects } from './apply-transition.repository.ts';
import { findBlockingFlow, freshFlow, insertFlowRows } from './create-flow.repository.ts';
import { findFlowSummary } from './flow-summary.repository.ts';
import { presentSummary } from './present-flow.ts';
import { refusal } from './flows.errors.ts';

const categoryLabel: Readonly<Record<ImportCategory, string>> = {
  cmdb_export: 'CMDB export',
  app_discovery: 'Application discovery',
  infrastructure: 'Infrastructure',
  sensitive_data: 'Sensitive data',
};

/**
 * Creates flow, import, file, first run, first event, audit row and job in the caller's transaction: all of
 * them or none. Throws 409 `incomplete_discovery_flow_exists` when another flow holds the slot.
 */
export async function createImportFlow(
  scope: TenantScope,
  engine: FlowEngine,
  input: ImportFlowInput,
): Promise<CreatedFlow> {
  const definition = flowTypeForCategory(input.category);
  const fresh = await freshFlow(scope);
  const ids = { run: asId<'PhaseRun'>(fresh.runId), gate: asId<'Gate'>(fresh.gateId) };
  const transition = reduceFlow(undefined, { type: 'upload_new', at: fresh.at, ids, definition });
  if (transition.kind !== 'changed') throw new Error('A new upload always creates');
  const flowName = input.flowName ?? `${categoryLabel[input.category]} ${input.file.fileName}`;
  const inserted = await insertFlowRows(scope, { ids: fresh, input, definition, flowName });
  if (inserted === 'slot_taken') throw await slotTaken(scope, input.category);
  const { flowId, at, importId, importFileId } = fresh;
  await appendJournal(scope, { flowId, seq: 1, at, entry: transition.journal });
  crashPoint('create.after-journal');
  await applyEffects({ scope, engine, flowId, at }, transition.effects);
  crashPoint('create.after-job');
  await appendAudit(scope, {
    action: 'flow.flow_created',
    resourceType: 'flow',
    resourceId: flowId,
    details: { seq: 1, import_id: importId, category: input.category, sha256: input.file.sha256 },
  });
  crashPoint('create.before-commit');
  return { flowId, importId, importFileId };
}

/** Throws the 409 with its full body when the slot is taken, and 503 when it cannot be known: it fails closed. */
export async function requireFreeSlot(scope: TenantScope, category: ImportCategory): Promise<void> {
  const blocking = await blockingFlow(scope, category);
  if (blocking !== undefined) throw await blockedBy(scope, blocking);
}

/** The flow that holds the category's slot. An unanswered check is 503 `blocking_check_unavailable`. */
export async function blockingFlow(
  scope: TenantScope,
  category: ImportCategory,
): Promise<FlowId | undefined> {
  try {
    return await findBlockingFlow(scope, { flowType: flowTypeForCategory(category).name, category });
  } catch (error) {
    throw new AppError(
      {
        kind: 'unavailable',
        code: 'blocking_check_unavailable',
        detail: 'It cannot be checked whether another flow is unfinished. Nothing was stored; try again.',
      },
      { cause: error },
    );
  }
}

async function slotTaken(scope: TenantScope, category: ImportCategory): Promise<AppError> {
  const blocking = await blockingFlow(scope, category);
  if (blocking !== undefined) return blockedBy(scope, blocking);
  // It finished between the refused insert and this look; the next upload will go through.
  return refusal({ code: 'incomplete_discovery_flow_exists', status: 409 });
}

async function blockedBy(scope: TenantScope, flowId: FlowId): Promise<AppError> {
  const row = await findFlowSummary(scope, flowId);
  if (row === undefined) return refusal({ code: 'incomplete_discovery_flow_exists', status: 409 });
  const flow = presentSummary(row);
  const label = flow.current_phase.replaceAll('_', ' ');
  const message = `"${flow.flow_name}" is unfinished: ${label}, ${flow.progress_percentage} % done.`;
  return new AppError({
    kind: 'conflict',
    code: 'incomplete_discovery_flow_exists',
    detail: message,
    members: {
      error: 'incomplete_discovery_flow_exists',
      message,
      existing_flow: {
        flow_id: flow.flow_id,
        current_phase: flow.current_phase,
        progress_percentage: flow.progress_percentage,
        status: flow.status,
        last_activity: flow.last_activity,
        next_steps: flow.next_steps.map(({ text }) => text),
      },
      recommendations: recommendations(flow),
    },
  });
}

/** What a person can do about a flow that holds the slot. */
export function recommendations(flow: { flow_name: string; link: string }): string[] {
  return [`Finish "${flow.flow_name}".`, `Open its page: ${flow.link}`, 'Delete it, then upload this file.'];
}
