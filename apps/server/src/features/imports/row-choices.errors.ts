import { AppError } from '../../platform/app-error.ts';

/** 409 for a row that is not rejected, or not any more. */
export function rowNotRejected(row: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'row_not_rejected',
    detail: `Row ${row} is not rejected as things stand, so there is nothing to choose. Look at the rejected rows again.`,
  });
}

/** 422 for an asset, or a question, that a row is not about. */
export function notACandidate(row: number): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'not_a_candidate',
    detail: `Row ${row} does not fit this asset. Choose one of its candidates, or correct the row.`,
  });
}

/** 409 for a candidate that has been deleted since the row was matched. */
export function candidateGone(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'candidate_gone',
    detail: 'This asset is not in the inventory any more. Choose another one, or none of them.',
  });
}
