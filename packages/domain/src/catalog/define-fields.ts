import type { ImportCategory } from './import-category.ts';
import { dutchNames, italianNames } from './italian-dutch-names.ts';
import type { TargetField, TargetFieldGroup } from './target-field.ts';

/** Header texts of one field by language, each a comma-separated list; order carries no meaning. */
export type SynonymsByLanguage = Readonly<Partial<Record<'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja', string>>>;

const categoryOfLetter: Readonly<Record<string, ImportCategory>> = {
  C: 'cmdb_export',
  A: 'app_discovery',
  I: 'infrastructure',
  S: 'sensitive_data',
};

export interface FieldDefinition extends Omit<TargetField, 'group' | 'categories' | 'storedOn' | 'synonyms'> {
  /** Categories that offer the field, one letter each: C cmdb_export, A app_discovery, I infrastructure, S sensitive_data. */
  readonly offeredIn: string;
  /** Absent: the field is stored on the asset only. */
  readonly storedOn?: TargetField['storedOn'];
  readonly synonyms: SynonymsByLanguage;
}

/** Target fields of one group, made from the compact form the catalog files are written in. */
export function defineFields(
  group: TargetFieldGroup,
  definitions: readonly FieldDefinition[],
): readonly TargetField[] {
  return definitions.map(({ offeredIn, storedOn = ['asset'], synonyms, ...field }) => ({
    ...field,
    group,
    storedOn,
    categories: offeredIn.split('').map((letter) => {
      const category = categoryOfLetter[letter];
      if (category === undefined) throw new Error(`No import category has the letter ${letter}.`);
      return category;
    }),
    synonyms: [
      ...Object.values(synonyms),
      italianNames[field.key] ?? '',
      dutchNames[field.key] ?? '',
    ].flatMap(termsOf),
  }));
}

function termsOf(list: string): string[] {
  return list
    .split(/[,\n]/)
    .map((term) => term.trim())
    .filter((term) => term !== '');
}
