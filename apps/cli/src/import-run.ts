import { setTimeout as sleep } from 'node:timers/promises';
import { commandAnswer, flowDetails, type FlowDetails } from '@landfall/contract/flows';
import type { LargeChangeNotice } from '@landfall/contract/change-guard';
import { inventorySummary, previewAnswer } from '@landfall/contract/inventory';
import { decideIssueAnswer, type QualityIssue, qualityIssuesAnswer } from '@landfall/contract/quality';
import { type ApiClient, ProblemAnswer } from './api-client.ts';
import { approveMapping } from './approve-mapping.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';
import { keepExisting } from './keep-existing.ts';
import { LookPace } from './look-pace.ts';
import type { ProgressLine } from './progress-line.ts';

/** How gates are passed: by the caller's own approval, given ahead or asked for at the gate. */
export interface Approver {
  /** Confidence from which proposed mappings are approved; other columns become custom attributes. */
  readonly minimumConfidence: number;
  /** Asked at each gate with a sentence about what is decided; false leaves the flow waiting. */
  readonly approves: (question: string) => Promise<boolean>;
  /** Asked before many existing assets change; what `approves` says is not enough for that. */
  readonly confirms: (change: LargeChangeNotice) => Promise<boolean>;
}

/** What `landfall import --json` prints. */
export interface ImportReport {
  readonly flow_id: string;
  readonly data_import_id: string;
  readonly status: string;
  readonly source_rows: number;
  readonly created: number;
  readonly updated: number;
  readonly merged_duplicates: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** Assets of the engagement after the import. */
  readonly assets: number;
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
}

type Gate = NonNullable<FlowDetails['gate']>;

/** How a flow is followed. */
export interface FlowWatch {
  readonly approver: Approver;
  readonly progress: ProgressLine;
  /** Gate at which following ends instead of passing it. */
  readonly until?: Gate['kind'];
}

/**
 * Follows a flow to its end, or to the gate named, passing the gates before, and returns its last state; throws
 * {@link CommandEnd} if it stops.
 */
export async function followFlow(api: ApiClient, flowId: string, watch: FlowWatch): Promise<FlowDetails> {
  const pace = new LookPace();
  for (;;) {
    const flow = await api.get(`/flows/${flowId}`, flowDetails);
    showProgress(flow, watch.progress);
    if (flow.status === 'completed') return flow;
    refuseStopped(api, flow);
    if (flow.gate?.status === 'open' && flow.gate.kind === watch.until) return flow;
    if (flow.gate?.status === 'open')
      await passGate({ api, flow, gate: flow.gate, approver: watch.approver });
    await sleep(pace.after(flow, performance.now()));
  }
}

function refuseStopped(api: ApiClient, flow: FlowDetails): void {
  if (flow.status === 'failed' || flow.status === 'cancelled') throw flowEnded(api, flow);
  if (flow.status === 'paused') throw waits(api, flow, 'it was paused');
}

interface OpenGate {
  readonly api: ApiClient;
  readonly flow: FlowDetails;
  readonly gate: Gate;
  readonly approver: Approver;
}

async function passGate(open: OpenGate): Promise<void> {
  const { api, flow, gate, approver } = open;
  if (!gate.may_decide) throw waits(api, flow, 'this gate needs a role you do not have');
  if (!(await approver.approves(questionFor(gate)))) throw waits(api, flow, 'you did not approve');
  await decide(open).catch(async (error: unknown) => {
    const isUnmet = error instanceof ProblemAnswer && error.problem.code === 'gate_not_satisfied';
    throw isUnmet ? waits(api, flow, await unmetReason(api, flow)) : error;
  });
}

async function unmetReason(api: ApiClient, flow: FlowDetails): Promise<string> {
  const { gate } = await api.get(`/flows/${flow.flow_id}`, flowDetails);
  const reasons = gate?.reasons ?? [];
  const reason = reasons.find(({ code }) => code !== 'undecided_column') ?? reasons[0];
  return reason?.message ?? 'the gate has open conditions';
}

async function decide({ api, flow, gate, approver }: OpenGate): Promise<void> {
  if (gate.kind === 'asset_conflict') return keepExisting(api, flow.flow_id);
  if (gate.kind === 'mapping_approval') return approveMapping(api, flow, approver.minimumConfidence);
  if (gate.kind === 'validation_decision') await takeRecommendations(api, flow);
  // Each decision raises the revision of the gate that asked for it.
  const { gate: current } = await api.get(`/flows/${flow.flow_id}`, flowDetails);
  if (current?.id !== gate.id || current.status !== 'open') return;
  const confirmed = gate.kind === 'asset_preview' ? await confirmation({ api, flow, gate, approver }) : {};
  const body = { gate_id: current.id, gate_revision: current.revision, ...confirmed };
  await api.send('POST', `/flows/${flow.flow_id}/approve`, { body, answer: commandAnswer });
}

/** What confirms a change of many existing assets, when this preview makes one and the caller means it. */
async function confirmation({
  api,
  flow,
  approver,
}: OpenGate): Promise<{ readonly confirm_large_change?: number }> {
  const { large_change: change } = await api.get(
    `/flows/${flow.flow_id}/asset-preview?limit=1`,
    previewAnswer,
  );
  if (change === null) return {};
  if (await approver.confirms(change)) return { confirm_large_change: change.affected };
  throw new CommandEnd(
    exitCodes.needsConfirmation,
    `The flow waits at asset_preview: ${largeChangeText(change)} --yes alone does not approve that; add --confirm-large-change ${change.affected}, or look at the rows and approve at ${api.page(flow.link)}`,
  );
}

/** The sentence about a change of many existing assets. */
export function largeChangeText({ affected, existing_assets, changed, rejected }: LargeChangeNotice): string {
  const counts = [affected, existing_assets, changed, rejected].map((count) => count.toLocaleString('en'));
  const [some, all, changes, rejects] = counts;
  return `${some} of ${all} existing assets would change or be rejected (${changes} changed, ${rejects} rejected).`;
}

/** Decides each undecided critical issue as the product recommends, in the caller's name. */
async function takeRecommendations(api: ApiClient, flow: FlowDetails): Promise<void> {
  const issues = await api.get(`/data-imports/${flow.data_import_id}/quality-issues`, qualityIssuesAnswer);
  for (const issue of issues.items) {
    const [recommended] = issue.allowed_decisions;
    if (issue.severity !== 'critical' || issue.decision || !recommended) continue;
    const body = { action: recommended.action, parameters: recommended.parameters };
    const path = `/quality-issues/${issue.id}/decision`;
    await api.send('PUT', path, { body, answer: decideIssueAnswer }).catch((error: unknown) => {
      const isOpen = error instanceof ProblemAnswer && error.problem.code === 'validation_failed';
      throw isOpen ? waits(api, flow, onlyAPersonKnows(issue, error.problem.detail)) : error;
    });
  }
}

/** What a recommendation leaves to a person, such as the meaning of words. */
function onlyAPersonKnows({ title, column }: Pick<QualityIssue, 'title' | 'column'>, detail: string): string {
  const place = column === null ? title : `${title} in “${column}”`;
  return `${place}. ${detail.replace(/\.$/, '')}`;
}

const questions: Readonly<Record<Gate['kind'], string>> = {
  validation_decision: 'Decide the critical issues of this file as recommended?',
  mapping_approval: 'Approve the proposed mapping, and keep all other columns as custom attributes?',
  asset_preview: 'Create and update the assets of this preview?',
  asset_conflict: 'Leave existing assets as they are where rows conflict with them?',
};

function questionFor(gate: Gate): string {
  const counts = Object.entries(gate.subject).flatMap(([name, value]) =>
    typeof value === 'number' ? [`${name.replaceAll('_', ' ')} ${value.toLocaleString('en')}`] : [],
  );
  return counts.length > 0 ? `${questions[gate.kind]} (${counts.join(', ')})` : questions[gate.kind];
}

function waits(api: ApiClient, flow: FlowDetails, reason: string): CommandEnd {
  const place = flow.waiting_reason ?? flow.current_phase;
  return new CommandEnd(
    exitCodes.waitsForPerson,
    `The flow waits at ${place}: ${reason}. Continue at ${api.page(flow.link)}`,
  );
}

function flowEnded(api: ApiClient, flow: FlowDetails): CommandEnd {
  const reason = flow.failure ? `${flow.failure.detail} (${flow.failure.code})` : 'it was cancelled';
  return new CommandEnd(
    exitCodes.flowFailed,
    `The flow ended in ${flow.current_phase}: ${reason}. See ${api.page(flow.link)}`,
  );
}

function showProgress(flow: FlowDetails, progress: ProgressLine): void {
  const label = flow.phases.find(({ state }) => state === 'current')?.label ?? flow.current_phase;
  const run = flow.phase_runs.findLast(({ status }) => status === 'executing');
  const rows = run
    ? `${run.rows_done.toLocaleString('en')} of ${run.rows_total?.toLocaleString('en') ?? '?'} rows`
    : '';
  progress.show(label, flow.progress_percentage / 100, rows);
}

/** The accounting of a completed flow; throws when its rows do not add up. */
export async function reportOf(api: ApiClient, flow: FlowDetails, uploadMs: number): Promise<ImportReport> {
  const { accounting } = flow;
  if (!accounting?.reconciles || accounting.pending > 0) {
    throw new CommandEnd(
      exitCodes.doesNotReconcile,
      `The rows of flow ${flow.flow_id} do not add up: ${JSON.stringify(accounting)}`,
    );
  }
  const summary = await api.get('/inventory/summary', inventorySummary);
  const { source_rows, created, updated, merged_duplicates, unchanged, rejected } = accounting;
  return {
    flow_id: flow.flow_id,
    data_import_id: flow.data_import_id,
    status: flow.status,
    source_rows,
    created,
    updated,
    merged_duplicates,
    unchanged,
    rejected,
    assets: summary.total,
    phases: withUpload(uploadMs, phaseTimes(flow)),
  };
}

/** Puts the time of the upload in front; the types of flow that have a phase of that name count it there. */
export function withUpload(uploadMs: number, phases: ImportReport['phases']): ImportReport['phases'] {
  const [first, ...others] = phases;
  const ms = Math.round(uploadMs);
  if (first?.name === 'upload') return [{ name: 'upload', ms: ms + first.ms }, ...others];
  return [{ name: 'upload', ms }, ...phases];
}

/** Working time of each phase over all its runs, in the order of the flow; waiting for people does not count. */
function phaseTimes(flow: FlowDetails): { name: string; ms: number }[] {
  return flow.phases.map(({ name }) => {
    const runs = flow.phase_runs.filter(({ phase }) => phase === name);
    return { name, ms: Math.round(runs.reduce((sum, { duration_ms }) => sum + (duration_ms ?? 0), 0)) };
  });
}
