import type { Refusal } from '@landfall/domain/tabular/file-layout';
import { AppError } from '../../platform/app-error.ts';

/** 404 for an import that is absent or another engagement's. */
export function importNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'import_not_found',
    detail: 'There is no such import in this engagement.',
  });
}

/** 410 for an import whose uploaded file is no longer stored. */
export function originalIsGone(): AppError {
  return new AppError({
    kind: 'gone',
    code: 'raw_data_missing',
    detail: 'The uploaded file is no longer in the file store; its rows are still shown.',
  });
}

/** 409 for cleansed rows of an import that are not there yet. */
export function notCleansedYet(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'phase_not_reached',
    detail:
      'The rows of this import are not all cleansed by an approved mapping yet. Approve the mapping and wait until the cleansing is done, or download the original file.',
  });
}

/** 403 for values of a register of sensitive data as they stand in its file; names the way to see them. */
export function importIsSensitive(): AppError {
  return new AppError({
    kind: 'forbidden',
    code: 'permission_denied',
    detail:
      'This import holds sensitive data, whose values no role shows by itself. Somebody else who manages people here can give you a role with the right to see them: People, or a membership with can_access_sensitive_data. Rows and rejected rows are shown with masked values meanwhile.',
  });
}

/** 404 for a row number the import does not have. */
export function recordNotFound(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'record_not_found',
    detail: 'The import has no row with this number.',
  });
}

/** 404 for rows of an issue that another import has. */
export function issueOfAnotherImport(): AppError {
  return new AppError({
    kind: 'not-found',
    code: 'issue_not_found',
    detail: 'This import has no such issue. Take the id from its list of issues.',
  });
}

/** 422 for a file whose content cannot be taken, with the reader's own sentence; 413 for one that is too large. */
export function fileRefused({ code, detail, byteOffset, candidates, sheets }: Refusal): AppError {
  const members = {
    ...(byteOffset === undefined ? {} : { byte_offset: byteOffset }),
    ...(candidates === undefined ? {} : { candidates }),
    ...(sheets === undefined ? {} : { sheets }),
  };
  return new AppError({ kind: code === 'file_too_large' ? 'too-large' : 'invalid', code, detail, members });
}

export function categoryMustPrecedeFile(): AppError {
  return new AppError({
    kind: 'malformed',
    code: 'category_must_precede_file',
    detail:
      'Send the field import_category before the file, so that the upload can be refused before it is sent.',
  });
}

export function unknownCategory(text: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'unknown_import_category',
    detail: `"${text.slice(0, 60)}" is no import category. Use cmdb_export, app_discovery, infrastructure or sensitive_data.`,
  });
}

export function categoryNotAvailable(label: string): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'unknown_import_category',
    detail: `${label} files cannot be processed by this version yet. Upload CMDB exports.`,
  });
}

export function fileTooLarge(maxBytes: number): AppError {
  return new AppError({
    kind: 'too-large',
    code: 'file_too_large',
    detail: `The file is larger than ${Math.floor(maxBytes / 2 ** 20)} MiB. Split it and upload the parts one after the other.`,
  });
}

export function uploadStalled(seconds: number): AppError {
  return new AppError({
    kind: 'stalled',
    code: 'upload_stalled',
    detail: `No byte arrived for ${seconds} seconds, so the upload was ended. Nothing was stored; upload the file again.`,
  });
}

export function uploadAborted(cause: unknown): AppError {
  return new AppError(
    {
      kind: 'malformed',
      code: 'upload_aborted',
      detail: 'The upload broke off before the file was complete. Nothing was stored; upload the file again.',
    },
    { cause },
  );
}

export function tooManyUploads(perMinute: number, waitSeconds: number): AppError {
  return new AppError({
    kind: 'rate-limited',
    code: 'rate_limited',
    detail: `This client account may upload ${perMinute} files a minute. Try again in ${waitSeconds} seconds.`,
    members: { retry_after_seconds: waitSeconds },
    retryAfterSeconds: waitSeconds,
  });
}
