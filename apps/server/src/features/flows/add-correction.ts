import { phaseIndex } from '@landfall/domain/flow/flow-type';
import type { FlowState } from '@landfall/domain/flow/flow-state';
import { cellOf } from '@landfall/domain/flow/reduce-flow';
import { crashPoint } from '../../platform/crash-point.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { FlowCorrection } from '../../platform/flow-port.ts';
import { sqlState, type TenantScope } from '../../platform/tenant-scope.ts';
import { applyCommand } from './apply-command.ts';
import { blockingFlow } from './create-import-flow.ts';
import { refusal } from './flows.errors.ts';

const uniqueViolation = '23505';

/** Takes corrected rows in and lets their flow go on with them, all under the lock of the flow. */
export async function addCorrection(
  scope: TenantScope,
  engine: FlowEngine,
  correction: FlowCorrection,
): Promise<void> {
  const { flowId, expectedVersion } = correction;
  const applied = await applyCommand(scope, engine, {
    flowId,
    expectedVersion,
    async build({ at, ids, state, category }) {
      const slotTaken = state.status === 'completed' && (await blockingFlow(scope, category)) !== undefined;
      const payload = takesCorrection(state) && !slotTaken ? await correction.write(standingOf(state)) : {};
      crashPoint('correction.after-rows');
      return { type: 'upload_correction', at, ids, slotTaken, payload };
    },
  }).catch((error: unknown) => {
    // Another flow took the slot between the look and the write.
    if (sqlState(error) !== uniqueViolation) throw error;
    throw refusal({ code: 'incomplete_discovery_flow_exists', status: 409 });
  });
  if (applied.kind === 'refused') throw refusal(applied);
}

function takesCorrection({ status, deleted }: FlowState): boolean {
  return !deleted && cellOf('upload_correction', status).some((outcome) => 'to' in outcome);
}

function standingOf({ definition, currentPhase }: FlowState) {
  return { isPastMapping: phaseIndex(definition, currentPhase) > phaseIndex(definition, 'field_mapping') };
}
