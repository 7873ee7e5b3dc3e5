/** Keeps a match of a field when it is the best so far. */
export type Put = (key: string, match: HeaderMatch) => void;

/** How well the header alone names a field. */
export interface HeaderMatch {
  readonly kind: 'exact' | 'synonym' | 'tokens';
  /** Trust in [0, 1] in the header alone. */
  readonly score: number;
  /** The name of the field that was recognised. */
  readonly name: string;
  /** Words of the header that were recognised; a one-word header is a weak witness. */
  readonly words: readonly string[];
}
