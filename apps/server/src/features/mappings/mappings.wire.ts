import type { attributeCoverageAnswer, fieldMapping, targetFieldSchema } from '@landfall/contract/mappings';
import type { TargetField } from '@landfall/domain/catalog/target-field';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { missingCells, wordReading } from '@landfall/domain/cleansing/placeholder-cells';
import type { AttributeCoverage } from '@landfall/domain/schema-matching/attribute-coverage';
import { confidenceBand } from '@landfall/domain/schema-matching/confidence-band';
import type { z } from 'zod';
import { shownCells, type ShownText } from '../../platform/hidden-text.ts';
import { isoTime } from '../../platform/wire.ts';
import { type ConversionSample, previewConversion } from './conversion-preview.ts';
import type { CustomField } from './custom-fields.repository.ts';
import type { MappingRow, StoredEvidence } from './mapping-rows.ts';

type FieldMapping = z.infer<typeof fieldMapping>;
type TargetFieldOnWire = z.infer<typeof targetFieldSchema>;

const shownAlternatives = 5;

/** A mapping as the page shows it, with the cells of the column as the caller may see them. */
export function mappingOnWire(
  row: MappingRow,
  { maySee, isSensitive }: { readonly maySee: boolean; readonly isSensitive: boolean },
): FieldMapping {
  const shown = shownCells({ maySee, isSensitive, header: row.header });
  const masked = isSensitive && !maySee;
  const { profile, targetField } = row;
  const field = targetField === null ? undefined : findTargetField(targetField);
  return {
    id: row.id,
    column_id: row.columnId,
    position: row.position,
    source_field: row.sourceField,
    target_field: targetField,
    target_label: field?.label ?? targetField,
    status: row.status,
    confidence: row.confidence,
    band: confidenceBand(row.confidence),
    match_type: row.matchType,
    evidence: row.evidence.map(evidenceOnWire),
    alternatives: row.alternatives
      .slice(0, shownAlternatives)
      .map(({ target_field, confidence, evidence }) => ({
        target_field,
        label: findTargetField(target_field)?.label ?? target_field,
        confidence,
        evidence: evidence.map(evidenceOnWire),
      })),
    samples: profile.samples.map(shown),
    filled_share: filledShare(row, field),
    distinct_count: profile.distinctCount,
    detected_type: row.detectedType,
    detected_unit: row.detectedUnit,
    conversion:
      field === undefined || masked
        ? []
        : previewConversion(row, field).map((each) => shownSample(each, shown)),
    transformation: { ...row.transformation },
    decided_by: row.decidedBy,
    decided_by_name: row.decidedByName,
    decided_at: isoTime(row.decidedAt),
    decision_note: row.decisionNote,
    open_issues: row.openIssues,
    version: row.version,
  };
}

function shownSample(
  { before, after, note }: ConversionSample,
  shown: ShownText,
): FieldMapping['conversion'][number] {
  const converted = typeof after === 'string' ? shown(after) : (after?.map(shown) ?? null);
  return { before: shown(before), after: converted, note };
}

function evidenceOnWire({ signal, score, text }: StoredEvidence) {
  return { signal, score, text };
}

function filledShare({ profile }: MappingRow, field: TargetField | undefined): number {
  const missing = missingCells(profile, field === undefined ? undefined : wordReading(field));
  return profile.rows === 0 ? 0 : (profile.rows - missing) / profile.rows;
}

export function targetFieldOnWire(field: TargetField): TargetFieldOnWire {
  return {
    key: field.key,
    label: field.label,
    group: field.group,
    type: field.type,
    unit: field.unit ?? null,
    vocabulary: field.vocabulary === undefined ? null : [...field.vocabulary],
    merge_rule: field.mergeRule ?? null,
    categories: [...field.categories],
    description: field.description,
  };
}

/** A field the client account defined itself; any category may use it. */
export function customFieldOnWire(
  { key, label, dataType, unit }: CustomField,
  categories: TargetFieldOnWire['categories'],
): TargetFieldOnWire {
  const description = 'Field of this client account.';
  return {
    key,
    label,
    group: 'custom',
    type: dataType,
    unit,
    vocabulary: null,
    merge_rule: null,
    categories,
    description,
  };
}

export function coverageOnWire(
  coverage: readonly AttributeCoverage[],
): z.infer<typeof attributeCoverageAnswer> {
  return {
    covered: coverage.filter(({ state }) => state === 'mapped').length,
    total: coverage.length,
    items: coverage.map(({ attribute, state }) => ({
      attribute: attribute.id,
      label: attribute.label,
      group: attribute.group,
      required: attribute.isRequired,
      fields: [...attribute.fields],
      state,
    })),
  };
}
