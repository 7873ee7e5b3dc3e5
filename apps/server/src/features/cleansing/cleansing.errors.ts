import { AppError } from '../../platform/app-error.ts';

export function issueNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'issue_not_found',
    detail: 'There is no such issue in this engagement.',
  });
}

export function importNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'import_not_found',
    detail: 'There is no such import in this engagement.',
  });
}

/** 409 for a decision the rule of the issue does not offer. */
export function decisionNotAllowed(actions: readonly string[]): AppError {
  const detail = `This issue can be decided by: ${actions.join(', ')}.`;
  return new AppError({ kind: 'conflict', code: 'decision_not_allowed', detail });
}

/** 409 after the rows are cleansed: a decision then needs the flow restarted from an earlier phase. */
export function phasePassed(): AppError {
  const detail = 'The rows are cleansed already. Restart the flow from data validation to decide otherwise.';
  return new AppError({ kind: 'conflict', code: 'phase_passed', detail });
}
