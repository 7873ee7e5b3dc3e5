import type { Phase } from './define-phase.ts';
import { checksHaveRun } from './owed-checks.repository.ts';

/**
 * A phase that first makes up for quality checks that never ran, which a healed flow may owe: its mapping was there
 * before its checks. A critical issue found then asks for a person before this phase does anything.
 */
export function withOwedChecks(phase: Phase, checks: Phase): Phase {
  return {
    ...phase,
    async run(context) {
      const owed = !(await context.read((scope) => checksHaveRun(scope, context.flowId)));
      if (owed) {
        const result = await checks.run(context);
        if (result.kind !== 'succeeded') return result;
      }
      return phase.run(context);
    },
  };
}
