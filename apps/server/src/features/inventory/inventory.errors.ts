import type { ErrorCode } from '@landfall/contract/error-codes';
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
