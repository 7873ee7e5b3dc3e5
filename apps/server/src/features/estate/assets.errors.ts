import { AppError, type FieldError } from '../../platform/app-error.ts';

/** 404 for an asset that is absent, deleted or another engagement's; which of them is not told. */
export function assetNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'asset_not_found',
    detail: 'There is no such asset in this engagement. It may have been deleted.',
  });
}

/** 404 for a flow filter whose flow is absent or another engagement's. */
export function flowNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'flow_not_found',
    detail: 'There is no such flow in this engagement. Clear the flow filter to see the whole inventory.',
  });
}

/** 404 for an application filter whose application is absent, merged into another, or another engagement's. */
export function applicationNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'application_not_found',
    detail:
      'There is no such application in this engagement; it may have been merged into another one. Clear the application filter to see the whole inventory.',
  });
}

/** 422 for a query parameter that names fields the inventory does not have. */
export function unknownField(parameter: 'sort' | 'columns', names: readonly string[]): AppError {
  const errors = names.map(
    (name): FieldError => ({
      field: parameter,
      code: 'unknown_field',
      message: `The inventory has no field "${name.slice(0, 100)}".`,
    }),
  );
  return new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: `The ${parameter} parameter cannot be accepted: ${errors.map(({ message }) => message).join(' ')}`,
    errors,
  });
}

/** 422 for a cursor of another list: its sort or filter is not that of the request. */
export function strangeCursor(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: 'The cursor belongs to a list with another sort or filter. Start again from the first page.',
    errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'Not a cursor of this list.' }],
  });
}
