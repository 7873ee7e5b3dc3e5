import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { type AssetSight, shownValues, shownWithin } from '../../platform/hidden-text.ts';
import { assetsOfSensitiveData } from '../../platform/sensitive-assets.repository.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type ProvenanceEntry, provenanceOf } from './provenance.service.ts';

/** Where the values of an asset come from, as somebody may see it. */
export async function shownProvenanceOf(
  scope: TenantScope,
  assetId: string,
  maySee: boolean,
): Promise<ProvenanceEntry[]> {
  const entries = await provenanceOf(scope, assetId);
  if (maySee) return entries;
  const isSensitive = (await assetsOfSensitiveData(scope, [assetId])).has(assetId);
  return entries.map((entry) => entryAsShown(entry, { maySee, isSensitive }));
}

function entryAsShown(entry: ProvenanceEntry, { maySee, isSensitive }: AssetSight): ProvenanceEntry {
  const field = findTargetField(entry.field);
  // As on the page of the asset: what is personal is masked in every custom attribute.
  const sight = { maySee, isSensitive: isSensitive || field === undefined };
  const shown = shownValues(sight, entry.source_column ?? (field === undefined ? entry.field : ''));
  const isWord = field?.vocabulary !== undefined || typeof entry.value === 'number';
  return {
    ...entry,
    value: isWord ? entry.value : shownWithin(entry.value, shown),
    source_value: entry.source_value === null ? null : shown(entry.source_value),
  };
}
