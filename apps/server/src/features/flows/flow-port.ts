import type { FlowSummary } from '@landfall/contract/flows';
import type { FlowId } from '@landfall/domain/shared/ids';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { addCorrection } from './add-correction.ts';
import { applyCommand } from './apply-command.ts';
import { blockingFlow, createImportFlow, requireFreeSlot } from './create-import-flow.ts';
import { findFlowSummary } from './flow-summary.repository.ts';
import { flowNotFound, refusal, repairRequired } from './flows.errors.ts';
import { ownsImport } from './heal-rows.repository.ts';
import { isSound } from './lock-flow.repository.ts';
import { presentSummary } from './present-flow.ts';
import { recleanse } from './recleanse.ts';

/** What other features may ask of flows, over this engine. */
export function createFlowPort(engine: FlowEngine): FlowPort {
  return {
    requireFreeSlot,
    createImportFlow: (scope, input) => createImportFlow(scope, engine, input),
    summaryOf,
    async blockingFlow(scope, category) {
      const flowId = await blockingFlow(scope, category);
      return flowId === undefined ? undefined : summaryOf(scope, flowId);
    },
    async noteDecision(scope, { flowId, type, payload, subjectHash, subject }) {
      const applied = await applyCommand(scope, engine, {
        flowId,
        build: ({ at, ids }) => ({
          type: 'note',
          at,
          ids,
          note: type,
          payload,
          revisedHash: subjectHash,
          revisedSubject: subject,
        }),
      });
      if (applied.kind === 'refused') throw refusal(applied);
    },
    isDamaged: async (scope, flowId) => !(await isSound(scope, flowId)),
    async entomb(scope, { flowId, force, evenDamaged, reason }) {
      if (evenDamaged === true && !(await ownsImport(scope, flowId))) throw repairRequired();
      const applied = await applyCommand(scope, engine, {
        flowId,
        evenDamaged,
        build: ({ at, ids }) => ({ type: 'delete', at, ids, force, reason }),
      });
      if (applied.kind === 'refused') throw refusal(applied);
      return applied.kind === 'changed';
    },
    addCorrection: (scope, correction) => addCorrection(scope, engine, correction),
    recleanse: (scope, request) => recleanse(scope, engine, request),
    async rematch(scope, flowId, reason) {
      const flow = await findFlowSummary(scope, flowId);
      // The phase that matches rows with the inventory and writes what it found.
      const phase = flow?.flowType === 'data_import' ? 'enrichment' : 'asset_inventory';
      await applyCommand(scope, engine, {
        flowId,
        build: ({ at, ids }) => ({ type: 'restart_from', at, ids, phase, rawDataExists: true, reason }),
      });
    },
  };
}

async function summaryOf(scope: TenantScope, flowId: FlowId): Promise<FlowSummary> {
  const row = await findFlowSummary(scope, flowId);
  if (row === undefined) throw flowNotFound();
  return presentSummary(row);
}
