import type { TargetField } from '@landfall/domain/catalog/target-field';
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

/** 422 for a value table that is empty or names values the field does not have. */
export function valueTableInvalid(vocabulary: readonly string[]): AppError {
  const choice = vocabulary.length === 0 ? 'a text' : `one of ${vocabulary.join(', ')}`;
  const message = `Say of at least one word what it means: ${choice}.`;
  const errors = [{ field: 'parameters.values', code: 'value_invalid', message }];
  return new AppError({ kind: 'invalid', code: 'validation_failed', detail: message, errors });
}

/** 422 for a value that the field of an issue cannot take. */
export function constantInvalid(field: TargetField | undefined): AppError {
  const choice =
    field?.vocabulary === undefined
      ? `a value that “${field?.label ?? 'the field'}” can take`
      : `one of ${field.vocabulary.join(', ')}`;
  const message = `Type ${choice}.`;
  const errors = [{ field: 'parameters.value', code: 'value_invalid', message }];
  return new AppError({ kind: 'invalid', code: 'validation_failed', detail: message, errors });
}

/** 409 after the rows are cleansed: a decision then needs the flow restarted from an earlier phase. */
export function phasePassed(): AppError {
  const detail = 'The rows are cleansed already. Restart the flow from data validation to decide otherwise.';
  return new AppError({ kind: 'conflict', code: 'phase_passed', detail });
}

export function recommendationNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'recommendation_not_found',
    detail: 'There is no such recommendation in this engagement.',
  });
}

/** 409 for a recommendation that is applied already. */
export function alreadyApplied(): AppError {
  const detail = 'This recommendation is applied already. Undo it to take it back.';
  return new AppError({ kind: 'conflict', code: 'already_applied', detail });
}

/** 409 for the undoing of a recommendation that is not applied. */
export function notApplied(): AppError {
  const detail = 'This recommendation is not applied, so there is nothing to undo.';
  return new AppError({ kind: 'conflict', code: 'not_applied', detail });
}
