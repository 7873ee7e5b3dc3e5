import { pickSurvivor, type SurvivorshipRule } from './survivorship.ts';

/**
 * What becomes of one field of an asset: `set` where nothing was known, `replaced`, `items_added` to a list, `kept`
 * where the asset's own value is protected and only a person can replace it.
 */
export const fieldOutcomes = ['set', 'replaced', 'items_added', 'kept'] as const;
export type FieldOutcome = (typeof fieldOutcomes)[number];

/** Where a value that competes for a field comes from. */
export interface ValueSource {
  /** True for a value a person gave or confirmed. */
  readonly byPerson: boolean;
  /** Place of its source system in the precedence of the engagement, 0 first; undefined for those not listed. */
  readonly rank?: number | undefined;
}

/** A difference between what rows offer and what the asset says. */
export interface FieldDifference {
  /** Null when the asset says nothing. */
  readonly before: unknown;
  readonly isProtected: boolean;
  readonly existing: ValueSource;
  readonly incoming: ValueSource;
}

/** What becomes of a field in which rows differ from the asset, and the rule of survivorship that decides it. */
export interface DecidedField {
  readonly outcome: FieldOutcome;
  /** Null for lists, which keep what both say. */
  readonly decidedBy: SurvivorshipRule | null;
}

/** Says what becomes of a field in which the rows of an import differ from the asset they fit. */
export function decideField({ before, isProtected, existing, incoming }: FieldDifference): DecidedField {
  if (before === null || before === undefined) return { outcome: 'set', decidedBy: 'only_value' };
  if (Array.isArray(before)) return { outcome: 'items_added', decidedBy: null };
  const rule = pickSurvivor([offer(existing, 0), offer(incoming, 1)])?.rule ?? 'newer';
  return { outcome: isProtected ? 'kept' : 'replaced', decidedBy: rule };
}

/** What is written later is the newer observation. */
function offer({ byPerson, rank }: ValueSource, order: number) {
  return {
    value: 'stated',
    origin: byPerson ? ('user' as const) : ('import' as const),
    observedAt: String(order),
    // The word of a person stands above the order of the source systems.
    ...(rank === undefined || byPerson ? {} : { precedence: rank }),
  };
}
