import { failedRowColumns, type HeaderDifference } from '@landfall/domain/corrections/failed-rows-file';
import { AppError } from '../../platform/app-error.ts';

/** 409 for a correction whose header is not that of the import's failed-rows file; names the difference. */
export function correctionHeaderMismatch(difference: HeaderDifference): AppError {
  const { missing, unexpected, isReordered } = difference;
  const told = [
    ...(missing.length === 0 ? [] : [`missing: ${listed(missing)}`]),
    ...(unexpected.length === 0 ? [] : [`unexpected: ${listed(unexpected)}`]),
    ...(isReordered ? ['the columns stand in another order'] : []),
  ];
  const detail = `The header is not that of the failed rows of this import (${told.join('; ')}). Download the failed rows and change only their cells; the columns ${failedRowColumns.join(', ')} stay at the end.`;
  return new AppError({
    kind: 'conflict',
    code: 'correction_header_mismatch',
    detail,
    members: { missing: [...missing], unexpected: [...unexpected], reordered: isReordered },
  });
}

/** Headers named in a sentence. */
const mostNamed = 10;

function listed(headers: readonly string[]): string {
  const named = headers.slice(0, mostNamed).map((header) => `"${header.slice(0, 60)}"`);
  return headers.length > mostNamed
    ? `${named.join(', ')} and ${headers.length - mostNamed} more`
    : named.join(', ');
}

/** 422 for a correction with too many lines. */
export function tooManyCorrections(most: number): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'too_many_rows',
    detail: `A correction may have ${most} rows. Send the others in a further file.`,
  });
}

/** 422 for a cell of a column the import does not have. */
export function unknownCorrectedColumn(row: number, column: string): AppError {
  const message = `Row ${row}: the import has no column "${column.slice(0, 60)}".`;
  return new AppError({
    kind: 'invalid',
    code: 'unknown_column',
    detail: message,
    errors: [{ field: 'rows', code: 'unknown_column', message }],
  });
}
