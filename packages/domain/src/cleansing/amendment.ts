/** Values of a field that are written in another way: canonical text to canonical text. */
export interface SpellingAmendment {
  readonly kind: 'spelling';
  readonly field: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Rows without a value of a field take it from another field: all of it, or what stands before its first dot. */
export interface FillAmendment {
  readonly kind: 'fill';
  readonly field: string;
  readonly from: string;
  readonly take: 'value' | 'first_label';
}

/** What a person had done to the cleansed values of one field, in all rows of an import. Plain data, part of its plan. */
export type Amendment = SpellingAmendment | FillAmendment;
