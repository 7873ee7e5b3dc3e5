import type { provenanceEntry } from '@landfall/contract/inventory';
import type { StoredProvenance } from '@landfall/domain/inventory/asset-offer';
import { pickSurvivor } from '@landfall/domain/inventory/survivorship';
import type { z } from 'zod';

type ProvenanceEntry = z.infer<typeof provenanceEntry>;
/** An entry before it is known why its value won. */
export type UndecidedEntry = Omit<ProvenanceEntry, 'decided_by'>;

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
    return { ...entry, decided_by: ruleOf(entry, offered, deciders) };
  });
}

function ruleOf(
  entry: UndecidedEntry,
  offered: readonly UndecidedEntry[],
  { updates, rankOf }: Deciders,
): ProvenanceEntry['decided_by'] {
  // Several values of a list are current at once, so that none of them has won over another.
  if (!entry.is_current || Array.isArray(entry.value)) return null;
  const survivor = pickSurvivor(
    offered.map((one) => {
      const isPersons = one.origin === 'user' || (one.is_current && updates[one.field]?.by !== undefined);
      const rank = one.import_id === null ? undefined : rankOf(one.import_id);
      return {
        value: JSON.stringify(one.value),
        origin: isPersons ? 'user' : one.origin === 'rule' ? 'rule' : 'import',
        observedAt: one.observed_at ?? '',
        ...(rank === undefined ? {} : { precedence: rank }),
      };
    }),
  );
  // The precedence may have been changed since the value was stored; then no rule of today explains it.
  return survivor !== undefined && offered[survivor.index] === entry ? survivor.rule : null;
}
