import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { learnedHeaderKey } from '@landfall/domain/schema-matching/learned-mapping';
import type { Opinion, SignalName } from '@landfall/domain/schema-matching/signal';
import { type ColumnSuggestion, suggestMappings } from '@landfall/domain/schema-matching/suggest-mappings';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { findLearned } from './learned-mappings.repository.ts';
import type { StoredEvidence, SuggestedMapping } from './mapping-rows.ts';

/** The columns of a file and what is known about its origin. */
export interface ColumnsToSuggest {
  readonly category: ImportCategory;
  readonly sourceSystem: string | null;
  readonly columns: readonly { readonly id: string; readonly profile: ColumnProfile }[];
}

/** The engine's proposal for every column, with what the client account has taught it. */
export async function suggestColumns(
  scope: TenantScope,
  { category, sourceSystem, columns }: ColumnsToSuggest,
): Promise<SuggestedMapping[]> {
  const profiles = columns.map(({ profile }) => profile);
  const learned = await findLearned(
    scope,
    profiles.map(({ header }) => learnedHeaderKey(header)),
  );
  const suggestions = suggestMappings({ columns: profiles, category, sourceSystem, learned });
  return suggestions.map((suggestion, index) => {
    const column = columns[index];
    if (column === undefined) throw new Error('There is one suggestion a column');
    return toSuggested(column.id, suggestion);
  });
}

function toSuggested(columnId: string, suggestion: ColumnSuggestion): SuggestedMapping {
  return {
    columnId,
    targetField: suggestion.target,
    status: suggestion.target === null ? 'unmapped' : 'suggested',
    confidence: suggestion.confidence,
    matchType: suggestion.matchType === null ? null : storedMatchType[suggestion.matchType],
    evidence: suggestion.evidence.map(toStored),
    alternatives: suggestion.alternatives.map(({ target, confidence, evidence }) => ({
      target_field: target,
      confidence,
      evidence: evidence.map(toStored),
    })),
  };
}

const storedMatchType = {
  learned: 'learned',
  exact: 'exact',
  synonym: 'synonym',
  values: 'value',
  tokens: 'combined',
  unit: 'combined',
  context: 'combined',
  type: 'combined',
} as const satisfies Record<SignalName, SuggestedMapping['matchType']>;

function toStored({ signal, score, text }: Opinion): StoredEvidence {
  return { signal, score: Math.round(score * 1000) / 1000, text };
}
