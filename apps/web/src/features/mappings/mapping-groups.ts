import type { FieldMapping } from '../../api/entities.ts';

export type MappingGroup = 'suggested' | 'review' | 'decided';
export type GroupFilter = MappingGroup | 'all';

export interface MappingFilter {
  readonly group: GroupFilter;
  readonly search: string;
}

/** The filter that leaves every column in the list. */
export const everyColumn: MappingFilter = { group: 'all', search: '' };

/** The one group a mapping is shown in: its status first, then how sure the engine is. */
export function groupOf(mapping: Pick<FieldMapping, 'status' | 'band'>): MappingGroup {
  if (mapping.status === 'unmapped') return 'review';
  if (mapping.status !== 'suggested') return 'decided';
  return mapping.band === 'high' || mapping.band === 'medium' ? 'suggested' : 'review';
}

export function countGroups(mappings: readonly FieldMapping[]): Record<GroupFilter, number> {
  const counts = { all: mappings.length, suggested: 0, review: 0, decided: 0 };
  for (const mapping of mappings) counts[groupOf(mapping)]++;
  return counts;
}

/** Columns that a bulk accept with this threshold (0 to 1) would offer to the server. */
export function countAtLeast(mappings: readonly FieldMapping[], threshold: number): number {
  return mappings.filter((one) => one.status === 'suggested' && (one.confidence ?? 0) >= threshold).length;
}

/** Mappings of a group whose header, target or samples contain the search text, in file order. */
export function filterMappings(mappings: readonly FieldMapping[], filter: MappingFilter): FieldMapping[] {
  const text = filter.search.trim().toLowerCase();
  return mappings.filter((mapping) => {
    if (filter.group !== 'all' && groupOf(mapping) !== filter.group) return false;
    if (text === '') return true;
    const haystack = [mapping.source_field, mapping.target_field, mapping.target_label, ...mapping.samples];
    return haystack.some((part) => part?.toLowerCase().includes(text));
  });
}
