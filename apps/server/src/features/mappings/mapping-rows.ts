import type { MappingStatus } from '@landfall/domain/schema-matching/mapping-gate';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';

export interface StoredEvidence {
  readonly signal: string;
  readonly score: number;
  readonly text: string;
}

/** A second choice as stored beside a mapping. */
export interface StoredAlternative {
  readonly target_field: string;
  readonly confidence: number;
  readonly evidence: readonly StoredEvidence[];
  /** The suggestion a person decided against; kept so that the lesson can be taken back with the decision. */
  readonly refused?: true;
}

/** A mapping with the column it belongs to. */
export interface MappingRow {
  readonly id: string;
  readonly columnId: string;
  readonly position: number;
  readonly sourceField: string;
  readonly header: string;
  readonly profile: ColumnProfile;
  readonly detectedType: string | null;
  readonly detectedUnit: string | null;
  readonly sensitiveKind: string | null;
  readonly targetField: string | null;
  readonly status: MappingStatus;
  readonly confidence: number | null;
  readonly matchType: string | null;
  readonly evidence: readonly StoredEvidence[];
  readonly alternatives: readonly StoredAlternative[];
  readonly transformation: Readonly<Record<string, unknown>>;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly decisionNote: string | null;
  /** Critical quality issues of the column that nobody has decided. */
  readonly openIssues: number;
  readonly version: number;
}

/** The engine's part of a mapping row. */
export interface SuggestedMapping {
  readonly columnId: string;
  readonly targetField: string | null;
  readonly status: 'unmapped' | 'suggested';
  readonly confidence: number | null;
  readonly matchType: 'learned' | 'exact' | 'synonym' | 'value' | 'combined' | null;
  readonly evidence: readonly StoredEvidence[];
  readonly alternatives: readonly StoredAlternative[];
}
