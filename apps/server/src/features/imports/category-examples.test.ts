import { importCategories } from '@landfall/domain/catalog/import-category';
import { meetsIdentityRequirement } from '@landfall/domain/catalog/identity-requirement';
import { guessCategory } from '@landfall/domain/schema-matching/guess-category';
import { suggestMappings } from '@landfall/domain/schema-matching/suggest-mappings';
import { profileFile } from '@landfall/domain/tabular/profile-file';
import { expect, test } from 'vitest';
import { exampleOf } from './category-examples.ts';

function profileOf(category: (typeof importCategories)[number]) {
  const { columns, rows } = exampleOf(category);
  const text = [columns, ...rows].map((cells) => cells.join(',')).join('\n');
  const profiled = profileFile(Buffer.from(`${text}\n`));
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  return profiled.columns;
}

test.each(importCategories)('the template of %s maps by itself and is taken for what it is', (category) => {
  const columns = profileOf(category);
  const suggestions = suggestMappings({ columns, category });
  const unmapped = suggestions.filter(({ decision }) => decision === null).map(({ header }) => header);
  expect(unmapped).toEqual([]);
  const mapped = new Set(suggestions.flatMap(({ decision }) => (decision === null ? [] : [decision])));
  expect(meetsIdentityRequirement(category, mapped)).toBe(true);
  expect(guessCategory(columns)).toBe(category);
});
