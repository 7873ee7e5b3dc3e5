import { createdAssetId } from '@landfall/domain/inventory/row-results';
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
import { type OfferingGroup, OfferReader, settledOffer } from './offer-reader.ts';
import { type AssetChange, writeRollbacks } from './rollback.repository.ts';

/** What taking an import out of the inventory removes and changes. */
export interface FootprintCounts {
  readonly assets: number;
  readonly assetsShared: number;
  readonly valuesRolledBack: number;
  readonly dependencies: number;
}

/** Assets changed in one transaction. */
const assetsPerBatch = 500;
/** Assets counted at once: more, because nothing is locked and each block of rows is decoded once a time. */
const assetsPerCount = 5000;
const idsPerCount = 10_000;

/** Counts what {@link rollBackBatch} and the removal of assets will do, by the same rules and without writing. */
export async function measureFootprint(read: ReadScope, importId: string): Promise<FootprintCounts> {
  const index = await indexFootprint(read, importId);
  const reader = new OfferReader();
  const counts = { kept: 0, keptOwn: 0, values: 0 };
  for (const ids of slices(index.candidates(), assetsPerCount)) {
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
  const stored = await readStoredAssets(scope, ids, { lock });
  const kept = stored.filter((asset) => index.isKept(asset));
  const offers = await offersTo(scope, { index, reader, assets: kept });
  const changes: AssetChange[] = [];
  let keptOwn = 0;
  for (const [place, asset] of kept.entries()) {
    const isOwn = asset.createdByImportId === index.importId;
    keptOwn += Number(isOwn);
    const rollback = rollBackAsset({ asset, goneId: index.importId, offers: offers[place] ?? [] });
    if (rollback !== undefined) changes.push({ assetId: asset.id, isOwn, rollback });
    else if (isOwn) changes.push({ assetId: asset.id, isOwn, rollback: disowned(asset) });
  }
  return { kept: kept.length, keptOwn, changes };
}

/** The asset was attributed to others already; only its maker is taken off. */
function disowned({ leadImportId, leadRow, provenance }: StoredAsset): AssetChange['rollback'] {
  const lead = leadImportId === null || leadRow === null ? null : { importId: leadImportId, row: leadRow };
  const unchanged = { custom: undefined, name: undefined, kind: undefined, keys: {}, values: {} };
  return { ...unchanged, lead, provenance, rolledBack: [] };
}

/** What is said about each of some assets, oldest import first, in the order of the assets. */
async function offersTo(
  scope: TenantScope,
  from: Pick<RollbackBatch, 'index' | 'reader'> & { readonly assets: readonly StoredAsset[] },
): Promise<AssetOffer[][]> {
  const { index, reader, assets } = from;
  const said = assets.map((asset) => contributionsTo(index, asset));
  const groups = said.flatMap((all) => all.flatMap(({ group }) => (group === undefined ? [] : [group])));
  const read = await reader.readAll(scope, groups);
  const offered = new Map(groups.map((group, place) => [group, read[place]] as const));
  return said.map((all) =>
    all.flatMap(({ settled, group }) => {
      const offer = settled === undefined ? group && offered.get(group) : settledOffer(settled);
      return offer === undefined ? [] : [offer];
    }),
  );
}

interface Said {
  readonly settled: Contribution['settled'];
  /** The rows to read; `undefined` for what a person settled, and for an import that is gone. */
  readonly group: OfferingGroup | undefined;
}

/** Everything said about an asset, oldest import first; the row it is attributed to among it. */
function contributionsTo(index: FootprintIndex, asset: StoredAsset): Said[] {
  const { leadImportId: importId, leadRow: row } = asset;
  const found = index.contributionsTo(asset.id);
  const hasBase = found.some((each) => each.importId === importId && each.row === row);
  if (!hasBase && importId !== null && row !== null) found.push({ importId, row });
  // The id of an asset made of a row about it follows from the row; a row that only names it says nothing else of it.
  const isEnd = !hasBase && importId !== null && row !== null && createdAssetId(importId, row) !== asset.id;
  found.sort(
    (left, right) => index.ageOf(left.importId) - index.ageOf(right.importId) || left.row - right.row,
  );
  return found.map((each) => ({
    settled: each.settled,
    group:
      each.settled === undefined
        ? groupOf(index, asset, { ...each, isEnd: isEnd && isBaseOf(asset, each) })
        : undefined,
  }));
}

/** True for the row an asset is attributed to. */
function isBaseOf({ leadImportId, leadRow }: StoredAsset, { importId, row }: Contribution): boolean {
  return leadImportId === importId && leadRow === row;
}

function groupOf(
  index: FootprintIndex,
  asset: StoredAsset,
  { importId, row, isEnd }: Contribution & Pick<OfferingGroup, 'isEnd'>,
): OfferingGroup | undefined {
  const contributor = index.contributors.get(importId);
  if (contributor === undefined) return undefined;
  const known = index.membersOf(importId, row);
  const isBase = isBaseOf(asset, { importId, row });
  const members = known.length === 0 && isBase ? (asset.provenance?.rows ?? []) : known;
  return { contributor, row, members, isEnd };
}

function slices<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
  const found: (readonly Item[])[] = [];
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size));
  return found;
}
