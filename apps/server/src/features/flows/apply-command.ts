import type { FlowCommand } from '@landfall/domain/flow/flow-command';
import type { FlowState } from '@landfall/domain/flow/flow-state';
import type { Transition } from '@landfall/domain/flow/flow-transition';
import { reduceFlow } from '@landfall/domain/flow/reduce-flow';
import { webhookEventOf } from '@landfall/domain/flow/webhook-event';
import type { FlowId } from '@landfall/domain/shared/ids';
import { appendAudit } from '../../platform/audit.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { FlowEngine } from '../../platform/flow-engine.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { tellWebhooks } from '../../platform/webhook-outbox.ts';
import { appendJournal, applyEffects, type PairVersions, writePair } from './apply-transition.repository.ts';
import type { LockedFlow } from './flow-record.ts';
import { flowNotFound, versionConflict } from './flows.errors.ts';
import { lockFlow } from './lock-flow.repository.ts';

/** How a command ended; the version is that of the flow afterwards. */
export type Applied =
  | {
      readonly kind: 'changed';
      readonly type: string;
      readonly state: FlowState;
      readonly version: number;
      /** Time of the change, ISO 8601 UTC. */
      readonly at: string;
    }
  | { readonly kind: 'no_op'; readonly code: string; readonly state: FlowState; readonly version: number }
  | Extract<Transition, { kind: 'refused' }>;

export interface CommandRequest {
  readonly flowId: FlowId;
  /** Version the caller has seen; another one is 409 `version_conflict`. */
  readonly expectedVersion?: number | undefined;
  /** Applies although the records of the flow do not fit together; for its end only. */
  readonly evenDamaged?: boolean | undefined;
  /** Makes the command from the flow under its locks; may read and decide in the scope first. */
  build(flow: LockedFlow, scope: TenantScope): FlowCommand | Promise<FlowCommand>;
}

/**
 * The one procedure that changes a flow: lock, version check, reducer, journal, compare-and-swap, effects and
 * audit, all in the caller's transaction. A no-op and a refusal write nothing.
 */
export async function applyCommand(
  scope: TenantScope,
  engine: FlowEngine,
  request: CommandRequest,
): Promise<Applied> {
  const flow = await lockFlow(scope, request.flowId, request);
  if (flow === undefined) throw flowNotFound();
  const { version, state: before } = flow;
  if (request.expectedVersion !== undefined && request.expectedVersion !== version)
    throw versionConflict(version);
  const command = await request.build(flow, scope);
  // Building may itself have journaled decisions, which moved the flow on.
  const current = await currentOf(scope, flow, command);
  const transition = reduceFlow(current.state, command);
  if (transition.kind === 'refused') return transition;
  if (transition.kind === 'no_op') return { ...transition, state: before, version };
  const next = await writeTransition(scope, engine, { flow: current, transition });
  const { state, journal } = transition;
  return { kind: 'changed', type: journal.type, state, version: next, at: command.at };
}

/** Reads the flow again when a decision made in the same transaction has raised its version. */
async function currentOf(scope: TenantScope, flow: LockedFlow, command: FlowCommand): Promise<LockedFlow> {
  if (command.type !== 'approve') return flow;
  return (await lockFlow(scope, flow.flowId)) ?? flow;
}

type Changed = Extract<Transition, { kind: 'changed' }>;

/** A flow to write to: its last event, and the versions its two records carry where those differ from it. */
interface WrittenFlow extends Pick<LockedFlow, 'flowId' | 'version' | 'at'> {
  readonly stored?: PairVersions;
}

/** Writes a change: journal, both rows, effects, audit. Answers the new version. */
export async function writeTransition(
  scope: TenantScope,
  engine: FlowEngine,
  { flow, transition }: { flow: WrittenFlow; transition: Changed },
): Promise<number> {
  const { flowId, version, at, stored = { child: version, master: version } } = flow;
  const { journal, state, effects } = transition;
  const seq = version + 1;
  await appendJournal(scope, { flowId, seq, at, entry: journal });
  crashPoint(`apply.${journal.type}.after-journal`);
  await writePair(scope, { flowId, state, from: stored, to: seq, at });
  await applyEffects({ scope, engine, flowId, at }, effects);
  if (isAudited(scope, transition)) {
    await appendAudit(scope, {
      action: `flow.${journal.type}`,
      resourceType: 'flow',
      resourceId: flowId,
      details: {
        seq,
        phase: journal.phase,
        epoch: journal.epoch,
        from: journal.fromStatus,
        to: journal.toStatus,
      },
    });
  }
  await tellOfChange(scope, { flowId, seq, at, transition });
  crashPoint(`apply.${journal.type}.before-commit`);
  return seq;
}

/** Every change and everything a person did; what a worker notes by the way is in the journal alone. */
function isAudited({ actor }: TenantScope, { journal, effects }: Changed): boolean {
  const changes = journal.fromStatus !== journal.toStatus || effects.length > 0 || journal.type === 'healed';
  return changes || actor.userId !== null;
}

/** Puts the messages of the engagement's webhooks about this change into the outbox. */
async function tellOfChange(
  scope: TenantScope,
  change: { flowId: FlowId; seq: number; at: string; transition: Changed },
): Promise<void> {
  const { flowId, seq, at, transition } = change;
  const { journal, state } = transition;
  const event = webhookEventOf({ from: journal.fromStatus, to: journal.toStatus });
  if (event === undefined) return;
  const body = {
    at,
    status: state.status,
    current_phase: state.currentPhase,
    waiting_reason: state.gate?.kind ?? null,
    failure_code: state.failure?.code ?? null,
    seq,
  };
  await tellWebhooks(scope, { event, flowId, eventKey: `event ${flowId} ${seq}`, body });
}
