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

function stricter(known: KnownValues, offered: OfferedText): string[] {
  const kept: string[] = [];
  if (levelOf(known.classification) > levelOf(offered('data_classification')))
    kept.push('data_classification');
  if (known.pii === true) kept.push('pii_flag');
  if ((known.retention ?? '').length > (offered('retention_period') ?? '').length)
    kept.push('retention_period');
  return kept;
}
