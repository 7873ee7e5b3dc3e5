import type { RowCandidate } from '@landfall/contract/row-choices';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type CurrentAsset, readAssets } from './current-assets.repository.ts';

/** What assets are known by, and where they stand: enough to tell two of one name apart. */
const tellingFields = [
  'hostname',
  'fqdn',
  'ip_address',
  'mac_address',
  'serial_number',
  'uuid',
  'external_id',
  'environment',
  'operating_system',
  'location',
  'datacenter',
  'application_name',
] as const;

/** Live assets as a person chooses between them, by id. */
export async function describeCandidates(
  scope: TenantScope,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RowCandidate>> {
  const assets = await readAssets(scope, ids);
  return new Map([...assets].map(([id, asset]) => [id, candidateOf(asset)] as const));
}

/** What a live asset is called; `undefined` for one that is gone. */
export async function assetOf(
  scope: TenantScope,
  id: string,
): Promise<{ id: string; name: string; asset_type: string } | undefined> {
  const asset = (await readAssets(scope, [id])).get(id);
  return asset === undefined ? undefined : { id, name: asset.name, asset_type: asset.asset_type };
}

function candidateOf({ id, name, asset_type, fields }: CurrentAsset): RowCandidate {
  const told = tellingFields.flatMap((field) => {
    const value = fields[field] ?? null;
    const text = Array.isArray(value) ? value.join(', ') : value === null ? '' : String(value);
    return text === '' ? [] : [[field, text] as const];
  });
  return { asset_id: id, name, asset_type, fields: Object.fromEntries(told) };
}
