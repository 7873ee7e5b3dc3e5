import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import { type CleansedBlock, valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import {
  externalIdKey,
  fqdnKey,
  hostnameKey,
  serialKey,
  strongKinds,
  uuidKey,
} from '@landfall/domain/entity-resolution/identity-keys';
import type { AssetOffer, StoredKeyKind } from '@landfall/domain/inventory/asset-offer';
import { classifyAsset } from '@landfall/domain/inventory/classify-asset';
import { ownKeysAt, type RowResults } from '@landfall/domain/inventory/row-results';
import { nameFallbacks, storedFields } from '@landfall/domain/inventory/stored-fields';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { Contributor, SettledRow } from './footprint.repository.ts';
import { loadBlocksOfRows } from './load-blocks.ts';
import { readResults } from './row-results.repository.ts';

const blocksKept = 12;

/** A group of rows whose offer is wanted. */
export interface OfferingGroup {
  readonly contributor: Contributor;
  /** Lead row. */
  readonly row: number;
  readonly members: readonly number[];
}

const keyForms: Readonly<
  Record<StoredKeyKind, (text: string, sourceSystem: string | null) => string | null>
> = {
  external_id: externalIdKey,
  uuid: uuidKey,
  serial_number: serialKey,
  fqdn: fqdnKey,
  hostname: hostnameKey,
};
const keyKinds = ['external_id', 'uuid', 'serial_number', 'fqdn', 'hostname'] as const;
const nameFields = ['name', ...nameFallbacks];

/** Reads what groups of rows offer, from their stored cleansed values; keeps the blocks it read last. */
export class OfferReader {
  readonly #cleansed: { importId: string; block: CleansedBlock }[] = [];
  readonly #results: { importId: string; results: RowResults }[] = [];

  /** What a group offers; `undefined` when its rows are not stored any more. */
  async read(scope: TenantScope, group: OfferingGroup): Promise<AssetOffer | undefined> {
    const { contributor, row } = group;
    const members = group.members.filter((member) => member !== row).toSorted((a, b) => a - b);
    const texts: RowTexts[] = [];
    for (const each of [row, ...members]) {
      const block = await this.#blockOf(scope, contributor.importId, each);
      if (block !== undefined) texts.push(rowTexts(block, each));
    }
    if (texts[0]?.row !== row) return undefined;
    const ownKeys = await this.#ownKeys(scope, contributor.importId, row);
    return offerOf(group, { members, texts, ownKeys });
  }

  async #blockOf(scope: TenantScope, importId: string, row: number): Promise<CleansedBlock | undefined> {
    const held = this.#cleansed.find(
      (each) =>
        each.importId === importId &&
        each.block.firstRow <= row &&
        row < each.block.firstRow + each.block.rowCount,
    );
    if (held !== undefined) return held.block;
    const [block] = await loadBlocksOfRows(scope, importId, { first: row, last: row });
    if (block !== undefined) keep(this.#cleansed, { importId, block });
    return block;
  }

  async #ownKeys(scope: TenantScope, importId: string, row: number): Promise<number> {
    const held = this.#results.find(
      (each) =>
        each.importId === importId &&
        each.results.firstRow <= row &&
        row < each.results.firstRow + each.results.rowCount,
    );
    if (held !== undefined) return ownKeysAt(held.results, row - held.results.firstRow);
    const [results] = await readResults(scope, importId, { first: row, last: row });
    if (results === undefined) return 0;
    keep(this.#results, { importId, results });
    return ownKeysAt(results, row - results.firstRow);
  }
}

function keep<Item>(kept: Item[], item: Item): void {
  kept.unshift(item);
  kept.length = Math.min(kept.length, blocksKept);
}

interface RowTexts {
  readonly row: number;
  readonly texts: ReadonlyMap<string, string>;
}

function rowTexts(block: CleansedBlock, row: number): RowTexts {
  const texts = new Map<string, string>();
  for (const column of block.columns) {
    const text = valueAt(column, row - block.firstRow);
    if (text !== null) texts.set(column.field, text);
  }
  return { row, texts };
}

interface GroupTexts {
  readonly members: readonly number[];
  /** Lead row first, then the others in file order. */
  readonly texts: readonly RowTexts[];
  readonly ownKeys: number;
}

function offerOf({ contributor, row }: OfferingGroup, group: GroupTexts): AssetOffer {
  const valueOf = (field: string): string | null =>
    group.texts.find(({ texts }) => texts.has(field))?.texts.get(field) ?? null;
  const name = nameFields.map(valueOf).find((value) => value !== null) ?? null;
  return {
    importId: contributor.importId,
    row,
    members: group.members,
    ...storedValues(row, group),
    custom: customValues(group),
    name: name === null ? null : (name.split(listSeparator, 1)[0] ?? null),
    namesAsset: contributor.namesAsset,
    isSettled: false,
    declaresType: valueOf('asset_type') !== null,
    // Seldom asked for, and the dearest of all to find out.
    get kind() {
      return classifyAsset(valueOf);
    },
    keys: keysOf(group, contributor.sourceSystem),
  };
}

function storedValues(lead: number, { texts }: GroupTexts): Pick<AssetOffer, 'values' | 'valueRows'> {
  const values = new Map<string, string>();
  const valueRows: Record<string, number> = {};
  for (const { field, kind } of storedFields) {
    const [first, ...others] = texts.filter((each) => each.texts.has(field));
    if (first === undefined) continue;
    const text = first.texts.get(field) ?? '';
    values.set(field, kind === 'text[]' ? union([first, ...others], field) : text);
    if (first.row !== lead) valueRows[field] = first.row;
  }
  return { values, valueRows };
}

function union(rows: readonly RowTexts[], field: string): string {
  const items = rows.flatMap(({ texts }) => texts.get(field)?.split(listSeparator) ?? []);
  return [...new Set(items)].join(listSeparator);
}

function customValues({ texts }: GroupTexts): Record<string, string> {
  const found = texts
    .toReversed()
    .flatMap((row) => [...row.texts].filter(([field]) => field.startsWith(customFieldPrefix)));
  return Object.fromEntries(found.map(([field, text]) => [field.slice(customFieldPrefix.length), text]));
}

/** Normalised keys: of the lead, else of the first row that has one; strong ones only when the group's alone. */
function keysOf(
  { texts, ownKeys }: GroupTexts,
  sourceSystem: string | null,
): Partial<Record<StoredKeyKind, string | null>> {
  const keys: Partial<Record<StoredKeyKind, string | null>> = {};
  for (const kind of keyKinds) {
    const bit = kind === 'hostname' ? -1 : strongKinds.indexOf(kind);
    if (bit >= 0 && ((ownKeys >> bit) & 1) === 0) continue;
    const found = texts.map((each) => keyForms[kind](each.texts.get(kind) ?? '', sourceSystem));
    keys[kind] = found.find((key, place) => key !== null && texts[place]?.texts.has(kind) === true) ?? null;
  }
  return keys;
}

/** What a person let an asset take from a conflicting row. */
export function settledOffer(settled: SettledRow): AssetOffer {
  const taken = Object.entries(settled.incoming).filter(([field]) => isTaken(settled, field));
  const values = new Map(taken.map(([field, value]) => [field, textOf(value)] as const));
  const name = values.get('name') ?? null;
  values.delete('name');
  const { importId, row } = settled;
  return {
    importId,
    row,
    members: [],
    values,
    valueRows: {},
    custom: {},
    name,
    namesAsset: name !== null,
    isSettled: true,
    declaresType: false,
    kind: null,
    keys: {},
  };
}

function isTaken({ resolution, choices }: SettledRow, field: string): boolean {
  if (resolution === 'replace_with_new') return true;
  return resolution === 'merge' && choices?.[field] === 'incoming';
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(listSeparator) : String(value);
}
