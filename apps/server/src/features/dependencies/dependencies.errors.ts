import { AppError } from '../../platform/app-error.ts';

/** 404 for an asset that is absent, in the trash or another engagement's. */
export function assetNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'asset_not_found',
    detail: 'There is no such asset in this engagement. It may have been deleted.',
  });
}

/** 404 for an edge that is absent or another engagement's. */
export function dependencyNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'dependency_not_found',
    detail: 'There is no such dependency in this engagement. It may have gone with its import.',
  });
}

/** 409 for an edge that exists with the same ends, kind, port and protocol. */
export function dependencyExists(id: string): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'dependency_exists',
    detail: 'The inventory has this dependency. Confirm it, or choose another kind or port.',
    members: { dependency_id: id },
  });
}

/** 422 for an edge from an asset to itself. */
export function selfDependency(): AppError {
  const message = 'An asset cannot depend on itself.';
  return new AppError({
    kind: 'invalid',
    code: 'self_dependency',
    detail: `${message} Choose another asset as the target.`,
    errors: [{ field: 'target_id', code: 'self_dependency', message }],
  });
}

/** 409 for an edge that imports state: it would come back. */
export function dependencyHasEvidence(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'dependency_has_evidence',
    detail:
      'An import states this dependency. Reject it instead; it then stays rejected when it is stated again.',
  });
}

/** 409 for an edge somebody changed meanwhile. */
export function dependencyChanged(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    detail: 'The dependency has changed since it was shown. Look at it again.',
  });
}
