import { AppError } from '../../platform/app-error.ts';

/** 404 for an application that is absent, another engagement's, or merged into another. */
export function applicationNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'application_not_found',
    detail: 'There is no such application in this engagement. It may have been merged into another one.',
  });
}

/** 409 for a name that another application of the engagement has, in whatever spelling. */
export function applicationExists(name: string): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'application_exists',
    detail: `The engagement has an application called "${name}", or one whose name differs only in punctuation, version or environment. Use that one, or choose another name.`,
  });
}

/** 422 for spellings that are not the application's, or a split that leaves it none. */
export function variantsNotSplittable(detail: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail,
    errors: [{ field: 'variants', code: 'invalid_variants', message: detail }],
  });
}
