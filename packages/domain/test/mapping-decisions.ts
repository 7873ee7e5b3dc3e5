import type { ImportCategory } from '../src/catalog/import-category.ts';
import { suggestMappings } from '../src/schema-matching/suggest-mappings.ts';
import { profileFile } from '../src/tabular/profile-file.ts';

/** Profiles of the columns of a delimited text; a header without rows is enough. */
export function columnsOf(text: string) {
  const profiled = profileFile(Buffer.from(text), { allowNoRows: true });
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  return profiled.columns;
}

/** Decision for each header of a file; rows are optional. */
export function decisions(category: ImportCategory, ...lines: string[]): Record<string, string | null> {
  const suggestions = suggestMappings({ columns: columnsOf(`${lines.join('\n')}\n`), category });
  return Object.fromEntries(suggestions.map(({ key, decision }) => [key, decision]));
}
