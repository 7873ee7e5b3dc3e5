import { EvidenceCollector } from '@landfall/domain/cleansing/column-evidence';
import { planColumn } from '@landfall/domain/cleansing/column-plan';
import { cleanseValue } from '@landfall/domain/cleansing/cleanse-value';
import type { TargetField } from '@landfall/domain/catalog/target-field';
import type { MappingRow } from './mapping-rows.ts';

export interface ConversionSample {
  readonly before: string;
  readonly after: string | readonly string[] | null;
  readonly note: string | null;
}

const previewed = 3;

/** What would be stored for the first samples of a column, by the conversion cleansing applies. */
export function previewConversion(row: MappingRow, field: TargetField): ConversionSample[] {
  const { profile } = row;
  const evidence = new EvidenceCollector();
  for (const { value, count } of profile.topValues) evidence.add(value, count);
  const plan = planColumn(
    {
      position: row.position,
      key: row.sourceField,
      header: row.header,
      evidence: evidence.result(),
      separator: profile.multiValue?.separator ?? null,
    },
    field,
  );
  return profile.samples.slice(0, previewed).map((before) => {
    const { value, issue } = cleanseValue(plan, before);
    return { before, after: value, note: issue === null ? null : issue.replaceAll('_', ' ') };
  });
}
