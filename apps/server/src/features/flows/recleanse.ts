import type { FlowState } from '@landfall/domain/flow/flow-state';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { FlowRecleansing } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applyCommand } from './apply-command.ts';
import { previewNotOpen, refusal } from './flows.errors.ts';

/** Sends a flow that waits with its preview back to cleansing, after a change of how its rows are cleansed. */
export async function recleanse(
  scope: TenantScope,
  engine: FlowEngine,
  request: FlowRecleansing,
): Promise<void> {
  const { flowId, reason } = request;
  const applied = await applyCommand(scope, engine, {
    flowId,
    async build({ at, ids, state }) {
      // The gate of a paused flow stays open; nobody but a person who resumes it lets it go on.
      if (state.gate?.kind !== 'asset_preview' || state.status !== 'waiting_for_approval')
        throw previewNotOpen();
      await request.write();
      return { type: 'restart_from', at, ids, phase: cleansingPhase(state), rawDataExists: true, reason };
    },
  });
  if (applied.kind === 'refused') throw refusal(applied);
}

function cleansingPhase({ definition }: FlowState): 'data_cleansing' | 'enrichment' {
  return definition.name === 'data_import' ? 'enrichment' : 'data_cleansing';
}
