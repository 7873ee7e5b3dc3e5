import type { AssetRow, assetDetails, inventorySummary } from '@landfall/contract/inventory';
import type { AssetType } from '@landfall/domain/catalog/asset-types';
import { z } from 'zod';
import { type AssetSight, type ShownText, shownValues, shownWithin } from '../../platform/hidden-text.ts';
import { isoTime } from '../../platform/wire.ts';
import { type AssetColumn, assetColumns } from './asset-columns.ts';
import type { EstateGroup, StoredAsset, StoredAssetDetails } from './asset-rows.repository.ts';
import type { AssetDetails } from './assets.service.ts';

type FieldValue = AssetRow['fields'][string];

/** Of custom attributes it is not kept which import they came from: what is personal is masked in all of them. */
function shownAttributes(attributes: Readonly<Record<string, unknown>>, maySee: boolean) {
  const shown = Object.entries(attributes).map(([header, value]) => [
    header,
    shownWithin(value, shownValues({ maySee, isSensitive: true }, header)),
  ]);
  return Object.fromEntries(shown);
}

/** A row of the list as the API shows it to somebody, with the given fields only. */
export function assetOnWire(
  asset: StoredAsset,
  columns: readonly AssetColumn[],
  sight: AssetSight,
): AssetRow {
  const shown = shownValues(sight);
  return {
    id: asset.id,
    name: shown(asset.name),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the database holds no other value
    asset_type: asset.asset_type as AssetType,
    fields: Object.fromEntries(
      columns.map((column) => [
        column.field,
        shownField(column, fieldValue(column.kind, asset[column.column]), shown),
      ]),
    ),
    custom_attributes:
      asset.custom_attributes === null ? null : shownAttributes(asset.custom_attributes, sight.maySee),
    version: asset.version,
    created_at: isoTime(asset.created_at),
    updated_at: isoTime(asset.updated_at),
  };
}

/** Words of a vocabulary, dates and amounts tell nothing personal. */
function shownField({ kind, vocabulary }: AssetColumn, value: FieldValue, shown: ShownText): FieldValue {
  if (vocabulary !== undefined) return value;
  if (kind === 'text' && typeof value === 'string') return shown(value);
  return Array.isArray(value) ? value.map(shown) : value;
}

function fieldValue(kind: AssetColumn['kind'], value: unknown): FieldValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return isoTime(value);
  if (kind === 'numeric' && typeof value === 'string') return amount(value);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is left are texts, numbers, booleans and lists
  return value as FieldValue;
}

/** A number where one can hold the amount exactly, else the text of all its digits. */
function amount(text: string): number | string {
  const digits = text.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length <= 15 ? Number(text) : text;
}

/** One asset with everything about it. */
export function detailsOnWire(
  { asset, identifiers, isSensitive }: AssetDetails,
  maySee: boolean,
): z.infer<typeof assetDetails> {
  const sight = { maySee, isSensitive };
  const shown = shownValues(sight);
  return {
    ...assetOnWire(asset, assetColumns, sight),
    custom_attributes: shownAttributes(asset.custom_attributes, maySee),
    type_source: asset.type_source,
    type_rule: asset.type_rule,
    identifiers: identifiers.map((each) => ({ ...each, value: shown(each.value) })),
    source_rows: countSourceRows(asset),
  };
}

const sources = z.object({
  rows: z.array(z.number()).default([]),
  updates: z
    .record(z.string(), z.object({ import: z.string().optional(), row: z.number().optional() }))
    .default({}),
});

/** Rows of files the asset was made of: its leading row, those merged into it and those that changed a value later. */
function countSourceRows({ lead_row: leadRow, provenance }: StoredAssetDetails): number {
  const { rows, updates } = sources.parse(provenance ?? {});
  // What a person wrote has no row.
  const later = new Set(
    Object.values(updates).flatMap(({ import: importId, row }) =>
      importId === undefined ? [] : `${importId} ${row}`,
    ),
  );
  return (leadRow === null ? 0 : 1) + rows.length + later.size;
}

/** Counts by each of the three properties, largest first. */
export function summaryOnWire(groups: readonly EstateGroup[]): z.infer<typeof inventorySummary> {
  return {
    total: groups.reduce((sum, { count }) => sum + count, 0),
    by_type: countsBy(groups, ({ asset_type }) => asset_type),
    by_environment: countsBy(groups, ({ environment }) => environment),
    by_criticality: countsBy(groups, ({ business_criticality }) => business_criticality),
  };
}

function countsBy<Value extends string | null>(
  groups: readonly EstateGroup[],
  valueOf: (group: EstateGroup) => Value,
): { value: Value; count: number }[] {
  const counts = new Map<Value, number>();
  for (const group of groups) counts.set(valueOf(group), (counts.get(valueOf(group)) ?? 0) + group.count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted(
      (left, right) => right.count - left.count || ((left.value ?? '') < (right.value ?? '') ? -1 : 1),
    );
}
