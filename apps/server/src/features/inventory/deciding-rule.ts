import type { provenanceEntry } from '@landfall/contract/inventory';
import type { StoredProvenance } from '@landfall/domain/inventory/asset-offer';
import { pickSurvivor, type Survivor } from '@landfall/domain/inventory/survivorship';
import type { z } from 'zod';

type ProvenanceEntry = z.infer<typeof provenanceEntry>;
/** An entry before it is known why its value won. */
export type UndecidedEntry = Omit<ProvenanceEntry, 'decided_by'> & {
  /** ISO 8601; null for what no import brought. */
  readonly importedAt: string | null;
};

/** What decides between the values that were offered to an asset. */
export interface Deciders {
  readonly updates: NonNullable<StoredProvenance['updates']>;
  /** Place of an import's source system in the precedence of the engagement; undefined for those not listed. */
  readonly rankOf: (importId: string) => number | undefined;
}

/** Says of each current value which rule of survivorship lets it win over the others that were offered. */
export function withDecidingRules(entries: readonly UndecidedEntry[], deciders: Deciders): ProvenanceEntry[] {
  return entries.map((entry) => {
    const offered = entries.filter(({ field }) => field === entry.field);
    const { importedAt: _importedAt, ...shown } = entry;
    return { ...shown, decided_by: ruleOf(entry, offered, deciders) };
  });
}

/** Times by which one value may be newer than another: most categories take what is imported later, some what is seen later. */
const times: readonly ((entry: UndecidedEntry) => string | null)[] = [
  ({ importedAt, observed_at: at }) => importedAt ?? at,
  ({ observed_at: at }) => at,
];

function ruleOf(
  entry: UndecidedEntry,
  offered: readonly UndecidedEntry[],
  deciders: Deciders,
): ProvenanceEntry['decided_by'] {
  // Several values of a list are current at once, so that none of them has won over another.
  if (!entry.is_current || Array.isArray(entry.value)) return null;
  for (const timeOf of times) {
    const survivor = survivorOf(offered, deciders, timeOf);
    if (survivor !== undefined && offered[survivor.index] === entry) return survivor.rule;
  }
  // The precedence may have been changed since the value was stored; then no rule of today explains it.
  return null;
}

function survivorOf(
  offered: readonly UndecidedEntry[],
  { updates, rankOf }: Deciders,
  timeOf: (entry: UndecidedEntry) => string | null,
): Survivor | undefined {
  return pickSurvivor(
    offered.map((one) => {
      const isPersons = one.origin === 'user' || (one.is_current && updates[one.field]?.by !== undefined);
      const rank = one.import_id === null ? undefined : rankOf(one.import_id);
      return {
        value: JSON.stringify(one.value),
        origin: isPersons ? 'user' : one.origin === 'rule' ? 'rule' : 'import',
        observedAt: timeOf(one) ?? '',
        ...(rank === undefined ? {} : { precedence: rank }),
      };
    }),
  );
}
