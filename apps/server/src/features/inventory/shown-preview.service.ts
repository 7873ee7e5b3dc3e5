import type { FieldEffect, PreviewEnd, PreviewRow } from '@landfall/contract/inventory';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import { type AssetSight, shownValues, shownWithin } from '../../platform/hidden-text.ts';
import { assetsOfSensitiveData, isOfSensitiveData } from '../../platform/sensitive-assets.repository.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { ConflictOnWire } from './inventory.wire.ts';

/** Whose import is looked at, and by whom. */
export interface PreviewSight {
  readonly importId: string;
  readonly maySee: boolean;
}

/** Rows of a preview as somebody may see them. */
export async function rowsAsShown(
  scope: TenantScope,
  rows: readonly PreviewRow[],
  { importId, maySee }: PreviewSight,
): Promise<PreviewRow[]> {
  if (maySee) return [...rows];
  const isImport = await isOfSensitiveData(scope, importId);
  const assets = await assetsOfSensitiveData(scope, rows.flatMap(assetsOfRow));
  return rows.map((row) => {
    const isSensitive = isImport || assetsOfRow(row).some((id) => assets.has(id));
    return rowAsShown(row, { maySee, isSensitive });
  });
}

function assetsOfRow({ asset_id: id, conflict }: PreviewRow): string[] {
  const candidates = conflict?.candidates ?? [];
  return [...(id === null ? [] : [id]), ...candidates.map(({ asset_id: candidate }) => candidate)];
}

function rowAsShown(row: PreviewRow, sight: AssetSight): PreviewRow {
  const shown = shownValues(sight);
  const candidates = row.conflict?.candidates.map((each) => ({ ...each, name: shown(each.name) }));
  return {
    ...row,
    name: row.name === null ? null : shown(row.name),
    diff: row.diff.map((effect) => effectAsShown(effect, sight)),
    conflict: row.conflict === null ? null : { ...row.conflict, candidates: candidates ?? [] },
  };
}

function effectAsShown(effect: FieldEffect, { maySee, isSensitive }: AssetSight): FieldEffect {
  const isCustom = effect.field.startsWith(customFieldPrefix);
  const header = isCustom ? effect.field.slice(customFieldPrefix.length) : '';
  const shown = shownValues({ maySee, isSensitive: isSensitive || isCustom }, header);
  return { ...effect, before: shownWithin(effect.before, shown), after: shownWithin(effect.after, shown) };
}

/** Ends of connections of a preview as somebody may see them. */
export async function endsAsShown(
  scope: TenantScope,
  ends: readonly PreviewEnd[],
  { importId, maySee }: PreviewSight,
): Promise<PreviewEnd[]> {
  const shown = shownValues({ maySee, isSensitive: await isOfSensitiveData(scope, importId) });
  return ends.map((end) => ({ ...end, name: shown(end.name) }));
}

/** A conflict as somebody may see it. */
export async function conflictAsShown(
  scope: TenantScope,
  conflict: ConflictOnWire,
  { importId, maySee }: PreviewSight,
): Promise<ConflictOnWire> {
  if (maySee) return conflict;
  const ids = conflict.candidates.map(({ asset_id: id }) => id);
  const assets = await assetsOfSensitiveData(scope, ids);
  const isSensitive = assets.size > 0 || (await isOfSensitiveData(scope, importId));
  const shown = shownValues({ maySee, isSensitive });
  const fieldsAsShown = (fields: ConflictOnWire['incoming']): ConflictOnWire['incoming'] =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- texts stay texts
    shownWithin(fields, shown) as ConflictOnWire['incoming'];
  return {
    ...conflict,
    match_keys: conflict.match_keys.map((key) => ({ ...key, value: shown(key.value) })),
    incoming: fieldsAsShown(conflict.incoming),
    candidates: conflict.candidates.map((each) => ({
      ...each,
      name: shown(each.name),
      fields: fieldsAsShown(each.fields),
    })),
  };
}
