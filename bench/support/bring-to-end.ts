import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiAnswer, EngagementApi } from './running-landfall.ts';

/** A flow that has come to its end. */
export interface EndedFlow {
  readonly status: string;
  readonly code: string | null;
  readonly accounting: Readonly<Record<string, number | boolean>> | null;
}

interface BringOptions {
  readonly pollMs?: number;
  readonly giveUpMs?: number;
  /** Where to stop before the end: at the first gate. */
  readonly untilGate?: boolean;
}

/** Approves what the product proposes at every gate until the flow has ended. */
export async function bringToEnd(
  api: EngagementApi,
  flowId: string,
  { pollMs = 500, giveUpMs = 3_600_000, untilGate = false }: BringOptions = {},
): Promise<EndedFlow> {
  const until = performance.now() + giveUpMs;
  while (performance.now() < until) {
    const ended = await step(api, flowId, untilGate);
    if (ended !== undefined) return ended;
    await sleep(pollMs);
  }
  throw new Error(`The flow ${flowId} did not come to an end.`);
}

/** Looks at the flow once and decides what it asks for; a server that is too busy is asked again. */
async function step(api: EngagementApi, flowId: string, untilGate: boolean): Promise<EndedFlow | undefined> {
  const { status, body: flow } = await api.get(`/flows/${flowId}`);
  if (status >= 500 || status === 429) return undefined;
  if (status !== 200) throw new Error(`The flow was answered ${status}`);
  if (hasEnded(flow, untilGate))
    return { status: flow.status, code: flow.failure?.code ?? null, accounting: flow.accounting };
  if (flow.gate) await decide(api, flow);
  return undefined;
}

function hasEnded({ status, gate }: { status: string; gate: unknown }, untilGate: boolean): boolean {
  return (untilGate && gate !== null) || ['completed', 'failed', 'cancelled'].includes(status);
}

interface WaitingFlow {
  readonly flow_id: string;
  readonly gate: { readonly id: string; readonly revision: number; readonly kind: string };
}

async function decide(api: EngagementApi, { flow_id: flowId, gate }: WaitingFlow): Promise<void> {
  const approval = { gate_id: gate.id, gate_revision: gate.revision };
  const rest =
    gate.kind === 'mapping_approval' ? { approve_confidence_at_least: 0.5, remaining: 'ignore' } : {};
  const answer = await api.post(`/flows/${flowId}/approve`, { ...approval, ...rest });
  if (isRefused(answer)) throw new Error(`The approval was answered ${JSON.stringify(answer)}`);
}

/** A conflict means that the flow has moved on meanwhile; too many requests are asked again. */
function isRefused({ status, body }: ApiAnswer): boolean {
  if (status === 409) return body?.code === 'gate_not_satisfied';
  return status >= 400 && status < 500 && status !== 429;
}
