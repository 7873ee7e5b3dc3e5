import { asId } from '@landfall/domain/shared/ids';
import { applyCommand } from '../features/flows/apply-command.ts';
import { refusal } from '../features/flows/flows.errors.ts';
import { lockFlow } from '../features/flows/lock-flow.repository.ts';
import type { FlowEngine } from '../platform/flow-engine.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';

/**
 * Approves the conflict gate as the person who settled the last conflict, in the same transaction. Before the
 * gate is open, that is during the preview, settling closes nothing.
 */
export function closeConflictGate(engine: FlowEngine): (scope: TenantScope, flowId: string) => Promise<void> {
  return async (scope, id) => {
    const flowId = asId<'Flow'>(id);
    const gate = (await lockFlow(scope, flowId))?.state.gate;
    if (gate?.kind !== 'asset_conflict') return;
    const applied = await applyCommand(scope, engine, {
      flowId,
      build: ({ at, ids }) => ({
        type: 'approve',
        at,
        ids,
        gateId: asId<'Gate'>(gate.id),
        namedGate: 'open',
        revision: gate.revision,
        subjectHash: gate.subjectHash,
        note: undefined,
        shown: { pending: 0 },
        reasons: [],
      }),
    });
    if (applied.kind === 'refused') throw refusal(applied);
  };
}
