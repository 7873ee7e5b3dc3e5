import type { AssetOffer } from '@landfall/domain/inventory/asset-offer';
import { rollBackAsset } from '@landfall/domain/inventory/roll-back-asset';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type Contribution, type FootprintIndex, indexFootprint } from './footprint-index.ts';
import {
  countAssets,
  countDependencies,
  readStoredAssets,
  type StoredAsset,
  listOthersAtInventory,
} from './footprint.repository.ts';
import type { ReadScope } from './load-blocks.ts';
import { OfferReader, settledOffer } from './offer-reader.ts';
import { type AssetChange, writeRollbacks } from './rollback.repository.ts';

/** What taking an import out of the inventory removes and changes. */
export interface FootprintCounts {
  readonly assets: number;
  readonly assetsShared: number;
  readonly valuesRolledBack: number;
  readonly dependencies: number;
}

/** Assets handled in one transaction. */
const assetsPerBatch = 500;
const idsPerCount = 10_000;

/** Counts what {@link rollBackBatch} and the removal of assets will do, by the same rules and without writing. */
export async function measureFootprint(read: ReadScope, importId: string): Promise<FootprintCounts> {
  const index = await indexFootprint(read, importId);
  const reader = new OfferReader();
  const counts = { kept: 0, keptOwn: 0, values: 0 };
  for (const ids of slices(index.candidates(), assetsPerBatch)) {
    const batch = await read((scope) => rollbacksOf(scope, { index, reader, ids, lock: false }));
    counts.kept += batch.kept;
    counts.keptOwn += batch.keptOwn;
    counts.values += valuesIn(batch.changes);
  }
  for (const ids of slices(index.unchanged(), idsPerCount))
    counts.kept += await read((scope) => countAssets(scope, ids));
  return {
    assets: index.own - counts.keptOwn,
    assetsShared: counts.kept,
    valuesRolledBack: counts.values,
    dependencies: await read((scope) => countDependencies(scope, importId)),
  };
}

/** A batch of shared assets with what is known of them. */
export interface RollbackBatch {
  readonly index: FootprintIndex;
  readonly reader: OfferReader;
  readonly ids: readonly string[];
}

/** Batches of the assets that an import may have left something on. */
export function rollbackBatches(index: FootprintIndex): RollbackBatch[] {
  const reader = new OfferReader();
  return slices(index.candidates(), assetsPerBatch).map((ids) => ({ index, reader, ids }));
}

/**
 * Unfinished flows that must be matched with the inventory again when the import goes: those whose match is not
 * written yet and names assets of it, and those that are matching at this moment.
 */
export async function dependentFlows(read: ReadScope, index: FootprintIndex): Promise<string[]> {
  const others = await read((scope) => listOthersAtInventory(scope, index.importId));
  return others
    .filter(({ importId, isMatching }) => isMatching || index.waiting.has(importId))
    .map(({ flowId }) => flowId);
}

/** Takes an import out of a batch of assets that stay; answers how many values went back. Doing it again changes nothing. */
export async function rollBackBatch(scope: TenantScope, batch: RollbackBatch): Promise<number> {
  const { changes } = await rollbacksOf(scope, { ...batch, lock: true });
  await writeRollbacks(scope, changes);
  return valuesIn(changes);
}

function valuesIn(changes: readonly AssetChange[]): number {
  return changes.reduce((sum, { rollback }) => sum + rollback.rolledBack.length, 0);
}

interface BatchRollbacks {
  /** Assets that stay. */
  readonly kept: number;
  /** Those of them that the import had made. */
  readonly keptOwn: number;
  readonly changes: readonly AssetChange[];
}

async function rollbacksOf(
  scope: TenantScope,
  { index, reader, ids, lock }: RollbackBatch & { readonly lock: boolean },
): Promise<BatchRollbacks> {
  const changes: AssetChange[] = [];
  let kept = 0;
  let keptOwn = 0;
  for (const asset of await readStoredAssets(scope, ids, { lock })) {
    if (!index.isKept(asset)) continue;
    const isOwn = asset.createdByImportId === index.importId;
    kept += 1;
    keptOwn += Number(isOwn);
    const offers = await offersTo(scope, { index, reader, asset });
    const rollback = rollBackAsset({ asset, goneId: index.importId, offers });
    if (rollback !== undefined) changes.push({ assetId: asset.id, isOwn, rollback });
    else if (isOwn) changes.push({ assetId: asset.id, isOwn, rollback: disowned(asset) });
  }
  return { kept, keptOwn, changes };
}

/** The asset was attributed to others already; only its maker is taken off. */
function disowned({ leadImportId, leadRow, provenance }: StoredAsset): AssetChange['rollback'] {
  const lead = leadImportId === null || leadRow === null ? null : { importId: leadImportId, row: leadRow };
  const unchanged = { custom: undefined, name: undefined, kind: undefined, keys: {}, values: {} };
  return { ...unchanged, lead, provenance, rolledBack: [] };
}

async function offersTo(
  scope: TenantScope,
  { index, reader, asset }: { index: FootprintIndex; reader: OfferReader; asset: StoredAsset },
): Promise<AssetOffer[]> {
  const { leadImportId: importId, leadRow: row } = asset;
  const found = index.contributionsTo(asset.id);
  const hasBase = found.some((each) => each.importId === importId && each.row === row);
  const base = importId === null || row === null || hasBase ? [] : [{ importId, row }];
  const offers: AssetOffer[] = [];
  const byAge = (left: Contribution, right: Contribution): number =>
    index.ageOf(left.importId) - index.ageOf(right.importId) || left.row - right.row;
  for (const each of [...base, ...found].toSorted(byAge)) {
    const offer = await offerOf(scope, { index, reader, asset, contribution: each });
    if (offer !== undefined) offers.push(offer);
  }
  return offers;
}

interface OfferSource {
  readonly index: FootprintIndex;
  readonly reader: OfferReader;
  readonly asset: StoredAsset;
  readonly contribution: Contribution;
}

async function offerOf(scope: TenantScope, from: OfferSource): Promise<AssetOffer | undefined> {
  const { importId, row, settled } = from.contribution;
  if (settled !== undefined) return settledOffer(settled);
  const contributor = from.index.contributors.get(importId);
  if (contributor === undefined) return undefined;
  const known = from.index.membersOf(importId, row);
  const isBase = from.asset.leadImportId === importId && from.asset.leadRow === row;
  const members = known.length === 0 && isBase ? (from.asset.provenance?.rows ?? []) : known;
  return from.reader.read(scope, { contributor, row, members });
}

function slices<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const found: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size));
  return found;
}
