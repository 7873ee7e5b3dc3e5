import type { IncompleteFlow } from '@landfall/contract/incomplete-flows';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { childStatuses, isTerminal } from '@landfall/domain/flow/flow-status';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { countFlows, type FlowCounts } from './flow-counts.repository.ts';
import { type FlowSummaryRow, listFlowSummaries } from './flow-summary.repository.ts';
import { commandsFor } from './flow-views.ts';
import { presentSummary } from './present-flow.ts';
import { prospectOf } from './resume-prospect.ts';
import type { Viewer } from './viewer.ts';

const mostInOneAnswer = 500;
const finished = childStatuses.filter(isTerminal);

/** Flows of the tenant that are not finished, newest activity first, as this viewer may go on with them. */
export async function listIncompleteFlows(
  scope: TenantScope,
  { flowType, category, viewer }: IncompleteFilter,
): Promise<{ items: IncompleteFlow[]; total: number }> {
  const filter = { withoutStatuses: finished, flowType, category, limit: mostInOneAnswer };
  const { rows, total } = await listFlowSummaries(scope, filter);
  const ids = rows.map(({ flowId }) => flowId);
  const counts = await countFlows(scope, ids);
  return { items: rows.map((row) => presentIncomplete(row, counts.get(row.flowId), viewer)), total };
}

export interface IncompleteFilter {
  readonly flowType?: string | undefined;
  readonly category?: ImportCategory | undefined;
  readonly viewer: Viewer;
}

function presentIncomplete(
  row: FlowSummaryRow,
  counts: FlowCounts | undefined,
  viewer: Viewer,
): IncompleteFlow {
  const prospect = prospectOf(row, viewer.mayDo);
  return {
    ...presentSummary(row),
    can_resume: prospect.canResume,
    can_resume_code: prospect.code,
    can_resume_reason: prospect.reason,
    counts: counts ?? { rows: 0, mappings: 0, issues: 0, assets: 0 },
    allowed_commands: commandsFor(row, viewer),
  };
}
