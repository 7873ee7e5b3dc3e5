import type { ErrorCode } from '@landfall/contract/error-codes';
import type { LargeChange } from '@landfall/domain/inventory/large-change';
import { AppError } from '../../platform/app-error.ts';

export function conflictNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'conflict_not_found',
    detail: 'There is no such conflict in this engagement.',
  });
}

export function flowNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'flow_not_found',
    detail: 'There is no such flow in this engagement.',
  });
}

export function assetNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'asset_not_found',
    detail: 'There is no such asset in this engagement.',
  });
}

export function previewNotReady(): AppError {
  return conflict('preview_not_ready', 'The preview is not made yet. It follows the cleansing of the rows.');
}

/** 409 with a code and a sentence. */
export function conflict(code: ErrorCode, detail: string): AppError {
  return new AppError({ kind: 'conflict', code, detail });
}

/** 422 about one member of the body. */
export function invalidChoice(code: ErrorCode, field: string, message: string): AppError {
  return new AppError({ kind: 'invalid', code, detail: message, errors: [{ field, code, message }] });
}

/** 404 for a preview row of another tenant, of a deleted import, or of none. */
export function previewRowNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'record_not_found',
    detail: 'There is no such row in the preview of this engagement.',
  });
}

/** 409 for a change before the preview is made or after it was approved. */
export function previewPassed(): AppError {
  return conflict(
    'phase_passed',
    'The preview of this flow is not open. Restart the flow to change its rows.',
  );
}

/** 409 for a change of a row in the preview of an enrichment. */
export function previewIsWhole(): AppError {
  return conflict(
    'transition_not_allowed',
    'The preview of an enrichment is approved or rejected as a whole. Correct the row in the file, or reject the preview and change the mapping.',
  );
}

export function rowVersionConflict(current: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    detail: 'Somebody has changed this row since you loaded it. Reload and try again.',
    members: { current_version: current },
  });
}

/** 422 for a row that no reviewer can leave out. */
export function rowIsRejected(): AppError {
  return invalidChoice('validation_failed', 'selected', 'This row is rejected already, for another reason.');
}

/** 422 for a row that went with the row it is merged into. */
export function rowLeadIsLeftOut(lead: number): AppError {
  const message = `This row is merged into row ${lead}, which is left out. Take that row back first.`;
  return invalidChoice('validation_failed', 'selected', message);
}

/** 409 for an approval that changes many existing assets and does not say how many. */
export function largeChangeNeedsConfirmation(change: LargeChange, share: number): AppError {
  const { existing, changed, rejected, affected } = change;
  const parts = `${affected} of ${existing} existing assets would change or be rejected (${changed} changed, ${rejected} rejected)`;
  return new AppError({
    kind: 'conflict',
    code: 'large_change_needs_confirmation',
    detail: `${parts}. Look at the preview; to go on, confirm this number as confirm_large_change.`,
    members: { large_change: { existing_assets: existing, changed, rejected, affected, share } },
  });
}

const whyNotEditable = {
  reject: 'A row that is not taken over has no values to edit.',
  merge: 'This row is merged into another one. Edit that row: it leads the asset.',
  conflict: 'Which asset this row is about is not known yet. Its values are settled with the conflict.',
} as const;

/** 422 for edits of a row that leads no asset. */
export function rowNotEditable(action: keyof typeof whyNotEditable): AppError {
  return invalidChoice('validation_failed', 'edits', whyNotEditable[action]);
}

/** 422 `value_invalid` with one message a field. */
export function editsRefused(problems: readonly { field: string; message: string }[]): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'value_invalid',
    detail: problems[0]?.message ?? 'A value cannot be taken.',
    errors: problems.map(({ field, message }) => ({
      field: `edits.${field}`,
      code: 'value_invalid',
      message,
    })),
  });
}
