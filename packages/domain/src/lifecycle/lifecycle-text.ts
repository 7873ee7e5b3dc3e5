/** A product with the dates of its releases as text. */
export interface LifecycleText {
  readonly product: string;
  readonly label: string;
  /** Page of the vendor that states the dates. */
  readonly source: string;
  /** `cycle=release/support end/extended support end` separated by semicolons; `ended` for an end without a date. */
  readonly releases: string;
}
