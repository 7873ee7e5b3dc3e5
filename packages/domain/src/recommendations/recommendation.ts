import type { Amendment } from '../cleansing/amendment.ts';
import { findTargetField } from '../catalog/target-fields.ts';
import { customFieldPrefix } from '../cleansing/import-plan.ts';

/** What a recommendation is for. */
export const recommendationCategories = ['standardization', 'enrichment', 'deduplication'] as const;
export type RecommendationCategory = (typeof recommendationCategories)[number];

/** Rules that make recommendations. */
export const recommendationRules = ['one_spelling', 'fill_from_field', 'one_name'] as const;
export type RecommendationRule = (typeof recommendationRules)[number];

/** Where a recommendation stands. */
export const recommendationStatuses = ['proposed', 'applied', 'undone', 'dismissed'] as const;
export type RecommendationStatus = (typeof recommendationStatuses)[number];

const categoryOf: Readonly<Record<RecommendationRule, RecommendationCategory>> = {
  one_spelling: 'standardization',
  fill_from_field: 'enrichment',
  one_name: 'deduplication',
};

/** A change of cleansed values that a rule found and nobody asked for yet. */
export interface Recommendation {
  /** Stable within an import: the same rule about the same fields. */
  readonly key: string;
  readonly rule: RecommendationRule;
  readonly category: RecommendationCategory;
  readonly title: string;
  /** Catalog keys, or custom fields with their prefix: the one that changes first. */
  readonly fields: readonly string[];
  readonly amendment: Amendment;
}

/** The recommendation of a rule to carry out an amendment. */
export function recommend(rule: RecommendationRule, amendment: Amendment): Recommendation {
  const fields = amendment.kind === 'fill' ? [amendment.field, amendment.from] : [amendment.field];
  const key = [rule, ...fields].join(' ');
  return { key, rule, category: categoryOf[rule], title: titleOf(rule, amendment), fields, amendment };
}

function titleOf(rule: RecommendationRule, amendment: Amendment): string {
  const field = labelOf(amendment.field);
  if (amendment.kind === 'fill') return `Fill ${field} from ${labelOf(amendment.from)} where it is missing`;
  return rule === 'one_name'
    ? `Write each ${field} that belongs to one machine in one way`
    : `Write each ${field} in one way`;
}

function labelOf(field: string): string {
  if (field.startsWith(customFieldPrefix)) return `“${field.slice(customFieldPrefix.length)}”`;
  return findTargetField(field)?.label ?? field;
}
