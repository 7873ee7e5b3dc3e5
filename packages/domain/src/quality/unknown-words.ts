import type { TargetField } from '../catalog/target-field.ts';
import { parseEnum } from '../cleansing/enum-synonyms.ts';
import type { ColumnProfile, ValueCount } from '../tabular/column-profile.ts';

/**
 * The most frequent words of a column that the vocabulary of a field does not know. What a person says they mean is not
 * taken into account: the decision belongs to the issue about them and keeps it.
 */
export function unknownWords(
  { topValues }: ColumnProfile,
  field: Pick<TargetField, 'key' | 'vocabulary'>,
): ValueCount[] {
  return topValues.filter(({ value }) => parseEnum(value, field) === undefined);
}
