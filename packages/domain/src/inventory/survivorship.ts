/** Where an offered value comes from; a later entry of the same origin is newer. */
export interface OfferedValue {
  readonly value: string | null;
  readonly origin: 'user' | 'import' | 'rule';
  /** Place of the source in the engagement's precedence, 0 first; absent sources come after all listed ones. */
  readonly precedence?: number;
  /** ISO 8601 time the value was observed, else imported. */
  readonly observedAt: string;
  readonly confidence?: number;
}

/** Rules that can decide between two values of a field, in the order they are asked. */
export const survivorshipRules = [
  'only_value',
  'user_value',
  'source_precedence',
  'newer',
  'more_certain',
  'first',
] as const;
export type SurvivorshipRule = (typeof survivorshipRules)[number];

/** The value that becomes current, by its place in the offers, and the rule that decided. */
export interface Survivor {
  readonly index: number;
  readonly rule: SurvivorshipRule;
}

type Comparison = readonly [SurvivorshipRule, (left: OfferedValue, right: OfferedValue) => number];

const comparisons: readonly Comparison[] = [
  ['user_value', (left, right) => Number(right.origin === 'user') - Number(left.origin === 'user')],
  [
    'source_precedence',
    (left, right) =>
      (left.precedence ?? Number.MAX_SAFE_INTEGER) - (right.precedence ?? Number.MAX_SAFE_INTEGER),
  ],
  [
    'newer',
    (left, right) => (left.observedAt === right.observedAt ? 0 : left.observedAt > right.observedAt ? -1 : 1),
  ],
  ['more_certain', (left, right) => (right.confidence ?? 0) - (left.confidence ?? 0)],
];

/**
 * Picks the current value of a field: user value, then source precedence, then newer, then more certain.
 *
 * Null never beats a value. `undefined` when nobody offers one.
 */
export function pickSurvivor(offers: readonly OfferedValue[]): Survivor | undefined {
  const filled = offers.map((offer, index) => ({ offer, index })).filter(({ offer }) => offer.value !== null);
  const [first, ...others] = filled;
  if (first === undefined) return undefined;
  let best = first;
  let rule: SurvivorshipRule = 'only_value';
  for (const other of others) {
    const decided = comparisons.find(([, compare]) => compare(best.offer, other.offer) !== 0);
    rule = decided?.[0] ?? 'first';
    if (decided !== undefined && decided[1](best.offer, other.offer) > 0) best = other;
  }
  return { index: best.index, rule };
}
