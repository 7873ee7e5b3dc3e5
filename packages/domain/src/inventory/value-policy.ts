import type { ImportCategory } from '../catalog/import-category.ts';
import { compareDurations } from '../cleansing/duration-text.ts';
import { instant } from '../shared/instant.ts';

/** What is known of an asset that a value policy looks at. */
export interface KnownValues {
  /** ISO 8601; null when nobody stated it. */
  readonly lastSeen: string | null;
  readonly classification: string | null;
  readonly pii: boolean | null;
  readonly retention: string | null;
  /** Fields whose value a person gave. */
  readonly byPerson: readonly string[];
  /**
   * Fields and custom attributes the asset has a single value of, and its type where somebody stated it; only told to a
   * policy that asks, see {@link keepsFilled}.
   */
  readonly filled: readonly string[];
}

/** Reads what the rows of a file offer for an asset, as canonical text. */
export type OfferedText = (field: string) => string | null;

const levels = ['public', 'internal', 'confidential', 'restricted'];

/** True for a category whose older statements add what nobody has said, and replace nothing. */
export function keepsFilled(category: ImportCategory): boolean {
  return category === 'app_discovery';
}

/** Fields in which what is known wins against what is offered, by the policy of the category. */
export function keptFields(
  category: ImportCategory,
  known: KnownValues,
  offered: OfferedText,
): ReadonlySet<string> | 'all' {
  const isLate = isOlder(offered('last_seen'), known.lastSeen);
  if (category === 'infrastructure' && isLate) return 'all';
  const kept = new Set(known.byPerson);
  if (keepsFilled(category) && isLate) for (const field of known.filled) kept.add(field);
  if (category === 'sensitive_data') for (const field of stricter(known, offered)) kept.add(field);
  return kept;
}

function isOlder(offered: string | null, known: string | null): boolean {
  return offered !== null && known !== null && instant(offered) < instant(known);
}

function levelOf(text: string | null): number {
  return text === null ? -1 : levels.indexOf(text);
}

/** Whether a known value keeps an offered one out because it is more restrictive, by field. */
const restrictsMore: Readonly<Record<string, (known: string | null, offered: string | null) => boolean>> = {
  data_classification: (known, offered) => levelOf(known) > levelOf(offered),
  pii_flag: (known) => known === 'true',
  retention_period: (known, offered) => known !== null && compareDurations(known, offered ?? '') > 0,
};

/** Fields of which the most restrictive value holds. */
export const stricterFields: readonly string[] = Object.keys(restrictsMore);

function stricter({ classification, pii, retention }: KnownValues, offered: OfferedText): string[] {
  const known: Readonly<Record<string, string | null>> = {
    data_classification: classification,
    pii_flag: pii === null ? null : String(pii),
    retention_period: retention,
  };
  return Object.entries(restrictsMore).flatMap(([field, keeps]) =>
    keeps(known[field] ?? null, offered(field)) ? [field] : [],
  );
}

/** What an import offers for a field of an asset. */
export interface OfferedValue {
  /** Null for what a person settled, which no policy keeps out. */
  readonly category: ImportCategory | null;
  /** When it was seen, ISO 8601; null when that is not said. */
  readonly lastSeen: string | null;
  /** Null when it says nothing of the field. */
  readonly text: string | null;
}

/** Index of the offer that wins when imports offer these values one after the other; -1 for none. */
export function winningOffer(field: string, offers: readonly OfferedValue[]): number {
  let won = -1;
  let seen: string | null = null;
  for (const [index, offer] of offers.entries()) {
    const isLate = isTimed(offer.category) && isOlder(offer.lastSeen, seen);
    if (!isLate) seen = offer.lastSeen ?? seen;
    if (offer.text !== null && !isKeptOut(field, { ...offer, isLate }, offers[won]?.text ?? null))
      won = index;
  }
  return won;
}

/** True for a category that tells older statements from newer ones. */
function isTimed(category: ImportCategory | null): boolean {
  return category === 'infrastructure' || category === 'app_discovery';
}

function isKeptOut(
  field: string,
  { category, text, isLate }: OfferedValue & { readonly isLate: boolean },
  known: string | null,
): boolean {
  if (isLate) return category === 'infrastructure' || known !== null;
  return category === 'sensitive_data' && restrictsMore[field]?.(known, text) === true;
}

/** What rows about one thing say of a field together, the lead row's text first: the most restrictive of its values. */
export function strictestOf(field: string, stated: readonly string[]): string | undefined {
  const offers = stated.map((text) => ({ category: 'sensitive_data', lastSeen: null, text }) as const);
  return stated[winningOffer(field, offers)];
}
