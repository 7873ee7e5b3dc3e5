import type { TargetField } from '../catalog/target-field.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import { isVocabularyWord, type WordReading } from './cleanse-value.ts';

type CountedCells = Pick<ColumnProfile, 'nullCount' | 'emptyCount' | 'placeholderCount' | 'placeholderWords'>;

/**
 * Cells of a column whose placeholder word is read as missing. A word that means something to the field is a value, as
 * `none` is for the encryption of data. Without a field no word means anything.
 */
export function placeholderCells(
  { placeholderCount, placeholderWords = [] }: CountedCells,
  reading: WordReading | undefined,
): number {
  if (reading === undefined) return placeholderCount;
  const values = placeholderWords.filter(({ value }) => isVocabularyWord(reading, value));
  return placeholderCount - values.reduce((sum, { count }) => sum + count, 0);
}

/** Cells of a column without a value for the field: those that are not there, blank ones and placeholder words. */
export function missingCells(profile: CountedCells, reading: WordReading | undefined): number {
  return profile.nullCount + profile.emptyCount + placeholderCells(profile, reading);
}

/** How a field reads words as long as nobody decided anything about the column. */
export function wordReading(field: TargetField): WordReading {
  const { key, type, vocabulary = null } = field;
  return { field: key, type, vocabulary, options: {} };
}
