import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import {
  findRecommendations as findIn,
  type FoundRecommendation,
} from '@landfall/domain/recommendations/find-recommendations';
import { asId } from '@landfall/domain/shared/ids';
import { appendAudit } from '../../platform/audit.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { alreadyApplied, notApplied, recommendationNotFound } from './cleansing.errors.ts';
import { findFlowPhase, type FlowPhase } from './flow-phase.repository.ts';
import {
  appliedKeys,
  findRecommendations,
  insertApplication,
  type NewRecommendation,
  saveRecommendations,
  setStatus,
  type StoredRecommendation,
  undoApplication,
} from './recommendations.repository.ts';
import { changesBehind, packChanges } from './recommended-changes.ts';
import { runInTurns } from './run-in-turns.ts';

/** Changes shown with a recommendation. */
const shownChanges = 20;

/** What is recommended for cleansed rows, ready to be stored; `atStop` lets others run after each block. */
export async function recommendFor(
  blocks: readonly CleansedBlock[],
  plan: ImportPlan,
  atStop: () => Promise<void>,
): Promise<NewRecommendation[]> {
  const found = await runInTurns(findIn(blocks, plan), atStop);
  return Promise.all(found.map(asNew));
}

async function asNew(found: FoundRecommendation): Promise<NewRecommendation> {
  const { changes, ...recommendation } = found;
  return {
    ...recommendation,
    preview: changesBehind(changes, { afterRow: 0, limit: shownChanges }),
    changes: await packChanges(changes),
  };
}

/** Stores what is recommended now; what is found again about fields of an applied one is a further recommendation. */
export async function storeRecommendations(
  scope: TenantScope,
  importId: string,
  found: readonly NewRecommendation[],
): Promise<void> {
  const applied = await appliedKeys(scope, importId);
  const named = found.map((each) => ({ ...each, key: freeKey(each.key, applied) }));
  await saveRecommendations(scope, importId, named);
}

function freeKey(key: string, taken: ReadonlySet<string>): string {
  let free = key;
  for (let next = 2; taken.has(free); next++) free = `${key} ${next}`;
  return free;
}

/** What a person decides about a recommendation. */
export type RecommendationDecision = 'apply' | 'undo' | 'dismiss';

interface Decided {
  readonly recommendation: StoredRecommendation;
  readonly flowId: string;
  /** Rows whose values change. */
  readonly rowCount: number;
}

/**
 * Carries a decision out. Applying and undoing cleanse the rows again, and the flow previews them anew; dismissing only
 * puts the recommendation aside.
 */
export async function decideRecommendation(
  scope: TenantScope,
  flows: Pick<FlowPort, 'recleanse'>,
  { id, decision }: { readonly id: string; readonly decision: RecommendationDecision },
): Promise<Decided> {
  const [before] = await findRecommendations(scope, { id });
  const flow = before === undefined ? undefined : await findFlowPhase(scope, before.importId);
  if (before === undefined || flow === undefined) throw recommendationNotFound();
  if (decision === 'dismiss') {
    requireStatus(before, decision);
    await setStatus(scope, id, 'dismissed');
  } else await recleanse(scope, flows, { flow, before, decision });
  await appendAudit(scope, {
    action: `recommendation.${decision}`,
    resourceType: 'recommendation',
    resourceId: id,
    details: { key: before.key, rows: before.affectedRows, flow_id: flow.flowId },
  });
  const [after = before] = await findRecommendations(scope, { id });
  const rowCount = decision === 'dismiss' ? 0 : before.affectedRows;
  return { recommendation: after, flowId: flow.flowId, rowCount };
}

interface Recleansing {
  readonly flow: FlowPhase;
  readonly before: StoredRecommendation;
  readonly decision: 'apply' | 'undo';
}

async function recleanse(
  scope: TenantScope,
  flows: Pick<FlowPort, 'recleanse'>,
  { flow, before, decision }: Recleansing,
): Promise<void> {
  const { id, title } = before;
  await flows.recleanse(scope, {
    flowId: asId(flow.flowId),
    reason: `${decision === 'apply' ? 'Recommendation applied' : 'Recommendation undone'}: ${title}`,
    async write() {
      // The flow is locked by now: another person may have decided meanwhile.
      const [now = before] = await findRecommendations(scope, { id });
      requireStatus(now, decision);
      if (decision === 'apply') await insertApplication(scope, id);
      else await undoApplication(scope, id);
      await setStatus(scope, id, decision === 'apply' ? 'applied' : 'undone');
    },
  });
}

function requireStatus({ status }: StoredRecommendation, decision: RecommendationDecision): void {
  if (decision === 'undo' && status !== 'applied') throw notApplied();
  if (decision !== 'undo' && status === 'applied') throw alreadyApplied();
}
