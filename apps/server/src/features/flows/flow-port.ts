import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { applyCommand } from './apply-command.ts';
import { createImportFlow, requireFreeSlot } from './create-import-flow.ts';
import { refusal } from './flows.errors.ts';

/** What other features may ask of flows, over this engine. */
export function createFlowPort(engine: FlowEngine): FlowPort {
  return {
    requireFreeSlot,
    createImportFlow: (scope, input) => createImportFlow(scope, engine, input),
    async noteDecision(scope, { flowId, type, payload, subjectHash }) {
      const applied = await applyCommand(scope, engine, {
        flowId,
        build: ({ at, ids }) => ({ type: 'note', at, ids, note: type, payload, revisedHash: subjectHash }),
      });
      if (applied.kind === 'refused') throw refusal(applied);
    },
  };
}
