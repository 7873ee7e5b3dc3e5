import type { ImportCategory } from '../catalog/import-category.ts';
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
}

/** Reads what the rows of a file offer for an asset, as canonical text. */
export type OfferedText = (field: string) => string | null;

const levels = ['public', 'internal', 'confidential', 'restricted'];

/** Fields in which what is known wins against what is offered, by the policy of the category. */
export function keptFields(
  category: ImportCategory,
  known: KnownValues,
  offered: OfferedText,
): ReadonlySet<string> | 'all' {
  if (category === 'infrastructure' && isOlder(offered('last_seen'), known.lastSeen)) return 'all';
  const kept = new Set(known.byPerson);
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
  retention_period: (known, offered) => (known ?? '').length > (offered ?? '').length,
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

/** What an import offers for an asset, with whether its import leaves newer observations as they are. */
export interface TimedOffer {
  readonly keepsNewer: boolean;
  readonly values: ReadonlyMap<string, string>;
}

/** Of offers one after the other those that were newer than what was known when they came. */
export function acceptedOffers<Offer extends TimedOffer>(offers: readonly Offer[]): Offer[] {
  let known: string | null = null;
  const accepted: Offer[] = [];
  for (const offer of offers) {
    const seen = offer.values.get('last_seen') ?? null;
    if (offer.keepsNewer && isOlder(seen, known)) continue;
    accepted.push(offer);
    known = seen ?? known;
  }
  return accepted;
}

/** A value somebody offers for a field, with whether its import keeps more restrictive ones. */
export interface OfferedValue {
  readonly keepsStricter: boolean;
  readonly text: string;
}

/** Index of the offer that wins when imports offer these values one after the other; -1 for none. */
export function winningOffer(field: string, offers: readonly OfferedValue[]): number {
  const keeps = restrictsMore[field];
  let won = -1;
  for (const [index, { keepsStricter, text }] of offers.entries()) {
    const known = offers[won]?.text ?? null;
    if (!(keepsStricter && keeps?.(known, text) === true)) won = index;
  }
  return won;
}

/** What rows about one thing say of a field together, the lead row's text first: the most restrictive of its values. */
export function strictestOf(field: string, stated: readonly string[]): string | undefined {
  return stated[
    winningOffer(
      field,
      stated.map((text) => ({ keepsStricter: true, text })),
    )
  ];
}
