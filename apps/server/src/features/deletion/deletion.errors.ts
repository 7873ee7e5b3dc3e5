import type { DoctorFinding } from '@landfall/domain/doctor/finding';
import { AppError } from '../../platform/app-error.ts';

/** 404 for a flow the tenant does not have. */
export function flowNotFound(): AppError {
  return new AppError({ kind: 'not-found', code: 'flow_not_found', detail: 'There is no such flow here.' });
}

/** 410 for a flow that has its tombstone. */
export function flowDeleted(): AppError {
  return new AppError({ kind: 'gone', code: 'flow_deleted', detail: 'The flow has been deleted.' });
}

/** 404 for a flow that has not been deleted. */
export function noDeletion(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'flow_not_found',
    detail: 'This flow has not been deleted.',
  });
}

/** 409 for a flow whose records do not fit together, deleted without force or beyond what force can settle. */
export function damagedFlow(findings: readonly DoctorFinding[] = []): AppError {
  const named = findings.map(({ code, detail, cure }) => ({ code, detail, cure }));
  return new AppError({
    kind: 'conflict',
    code: 'repair_required',
    detail:
      named.length === 0
        ? 'The stored records of this flow do not fit together. Resume it to have repaired what is certain, or delete it with force as it is.'
        : 'What belongs to this flow cannot be told from what belongs to others, so nothing was deleted. Tell the operator what the doctor found.',
    members: named.length === 0 ? {} : { findings: named },
  });
}

/** 503 for an impact that takes longer to count than somebody should wait for one answer. */
export function beingCounted(): AppError {
  return new AppError({
    kind: 'unavailable',
    code: 'impact_being_counted',
    detail:
      'What deleting would remove is still being counted, because many assets are shared. Nothing has been deleted; ask again in a few seconds.',
    retryAfterSeconds: 5,
  });
}

/** 409 with the impact as it is now, for a caller who has seen another one. */
export function impactChanged(impact: object): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'impact_changed',
    detail: 'What deleting would remove has changed since you looked. Nothing has been deleted; look again.',
    members: { impact },
  });
}
