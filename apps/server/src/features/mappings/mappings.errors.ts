import { AppError } from '../../platform/app-error.ts';

/** 404 for a mapping that is absent or another engagement's. */
export function mappingNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'mapping_not_found',
    detail: 'There is no such mapping in this import.',
  });
}

/** 404 for an import that is absent, deleted or another engagement's. */
export function importNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'import_not_found',
    detail: 'There is no such import in this engagement.',
  });
}

export function unknownTargetField(target: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'unknown_target_field',
    detail: `"${target.slice(0, 80)}" is no target field of this kind of import. GET /target-fields lists them.`,
  });
}

/** 404 for a custom field this client account has not defined. */
export function fieldNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'field_not_found',
    detail: 'This client account has no such field. GET /target-fields lists them.',
  });
}

export function fieldExists(key: string): AppError {
  const message = `There is a field ${key} already. Choose another key.`;
  const errors = [{ field: 'key', code: 'field_exists', message }];
  return new AppError({ kind: 'conflict', code: 'field_exists', detail: message, errors });
}

/** 409 for a field that columns are mapped to. */
export function fieldInUse(columns: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'field_in_use',
    detail: `${columns} ${columns === 1 ? 'column is' : 'columns are'} mapped to this field. Map them elsewhere or delete their imports first.`,
    members: { columns },
  });
}

export function learnedMappingNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'learned_mapping_not_found',
    detail: 'There is no such learned mapping in this client account.',
  });
}

/** 409 for a second column approved for a field that takes one; names the column that has it. */
export function targetAlreadyApproved(target: string, column: string): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'target_already_approved',
    detail: `Column "${column}" is already approved for ${target}, which takes one column. Undo that decision or choose another field.`,
    members: { target_field: target, column },
  });
}

/** 409 for a decision after the mapping was approved. */
export function phasePassed(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'phase_passed',
    detail:
      'The mapping of this flow has been approved. Restart the flow from attribute mapping to change it.',
  });
}

export function versionConflict(current: number): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'version_conflict',
    detail: 'The mapping has changed since you loaded it. Reload and try again.',
    members: { current_version: current },
  });
}

/** 422 for a member of the body that the chosen status needs. */
export function missingMember(field: 'target_field' | 'note', message: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: message,
    errors: [{ field, code: 'required', message }],
  });
}
