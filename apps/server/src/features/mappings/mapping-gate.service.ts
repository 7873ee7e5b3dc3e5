import { createHash } from 'node:crypto';
import { confidenceBand } from '@landfall/domain/schema-matching/confidence-band';
import { isDecided, mappingGate } from '@landfall/domain/schema-matching/mapping-gate';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { MappingRow } from './mapping-rows.ts';

/** An unmet condition of the mapping gate with the column it concerns. */
export interface GateReason {
  readonly code: string;
  readonly message: string;
  readonly column_id: string | null;
  readonly column: string | null;
}

export interface MappingGateView {
  readonly satisfied: boolean;
  readonly reasons: readonly GateReason[];
}

/** The one gate rule over the stored mappings of an import. */
export function gateOver(category: ImportCategory, mappings: readonly MappingRow[]): MappingGateView {
  const idOf = new Map(mappings.map(({ sourceField, columnId }) => [sourceField, columnId]));
  const { satisfied, reasons } = mappingGate(
    category,
    mappings.map(({ sourceField, status, targetField, openIssues }) => ({
      column: sourceField,
      status,
      targetField,
      criticalIssues: openIssues,
    })),
  );
  return {
    satisfied,
    reasons: reasons.map(({ code, message, column }) => ({
      code,
      message,
      column,
      column_id: column === null ? null : (idOf.get(column) ?? null),
    })),
  };
}

/** Hash of everything an approval of the mapping depends on. */
export function mappingHash(mappings: readonly MappingRow[]): string {
  const facts = mappings.map(({ columnId, status, targetField, transformation, openIssues }) => [
    columnId,
    status,
    targetField,
    transformation,
    openIssues,
  ]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

/** Counts of a mapping as lists and gates show them. */
export function mappingCounts(mappings: readonly MappingRow[]) {
  const undecided = mappings.filter(({ status }) => !isDecided(status));
  const suggested = undecided.filter(({ confidence }) => {
    const band = confidenceBand(confidence);
    return band === 'high' || band === 'medium';
  });
  return {
    columns: mappings.length,
    decided: mappings.length - undecided.length,
    suggested: suggested.length,
    needs_review: undecided.length - suggested.length,
  };
}
