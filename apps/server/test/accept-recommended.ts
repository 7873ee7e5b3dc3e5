import assert from 'node:assert/strict';
import { decisionsOf } from '../src/features/cleansing/decide-issue.service.ts';
import { findIssues, insertDecision } from '../src/features/cleansing/quality.repository.ts';
import type { Db } from '../src/platform/db.ts';
import { inTenantScope } from '../src/platform/tenant-scope.ts';
import type { TestImport } from './imports.ts';

/** Decides all critical issues of an import as recommended; answers their rules. */
export async function acceptRecommended(db: Db, { importId, tenant, userId }: TestImport): Promise<string[]> {
  return inTenantScope(db, tenant, async (scope) => {
    const issues = (await findIssues(scope, { importId })).filter(({ severity }) => severity === 'critical');
    for (const issue of issues) {
      const [first = assert.fail('no decision is recommended')] = decisionsOf(issue);
      const { action, parameters } = first;
      await insertDecision(scope, {
        issueId: issue.id,
        action,
        parameters,
        decidedBy: userId,
        note: null,
      });
    }
    return issues.map(({ ruleCode }) => ruleCode).toSorted();
  });
}
