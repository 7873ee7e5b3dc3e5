import { issueTitle } from '@landfall/domain/quality/issue-rules';
import { ruleOf } from '../features/cleansing/decide-issue.service.ts';
import { findUndecidedCritical, type StoredIssue } from '../features/cleansing/quality.repository.ts';
import type { GateRules } from '../features/flows/gate-rules.ts';
import { countPending } from '../features/inventory/conflicts.repository.ts';
import { requireConfirmedChange } from '../features/inventory/large-change.service.ts';
import { mappingGateRule } from '../features/mappings/mapping-gate-rule.ts';
import type { FlowPort } from '../platform/flow-port.ts';

/** What each gate asks before it may be approved; the features know, flows only ask. */
export function gateRulesOf(flows: FlowPort): GateRules {
  return {
    validation_decision: {
      async check(scope, { importId }) {
        const issues = await findUndecidedCritical(scope, importId);
        return { reasons: issues.map(undecidedIssue) };
      },
    },
    mapping_approval: mappingGateRule(flows),
    asset_preview: {
      check: async () => ({ reasons: [] }),
      requireConfirmed: (scope, { importId }, { confirmed }) =>
        requireConfirmedChange(scope, importId, confirmed),
    },
    asset_conflict: {
      async check(scope, { importId }) {
        const pending = await countPending(scope, importId);
        return { reasons: pending === 0 ? [] : [unsettledConflicts(pending)] };
      },
    },
  };
}

function undecidedIssue({ ruleCode, columnId, column }: StoredIssue) {
  const rule = ruleOf(ruleCode);
  const title = rule === undefined ? ruleCode : issueTitle(rule);
  const place = column === null ? '' : `, in “${column}”`;
  const message = `A critical finding is undecided: ${title}${place}.`;
  return { code: 'undecided_critical_issue', message, column_id: columnId, column };
}

function unsettledConflicts(pending: number) {
  const message = `${pending} ${pending === 1 ? 'conflict is' : 'conflicts are'} not settled.`;
  return { code: 'conflicts_pending', message, column_id: null, column: null };
}
