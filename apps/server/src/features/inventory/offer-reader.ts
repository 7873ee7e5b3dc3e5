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
import { strictestOf, stricterFields } from '@landfall/domain/inventory/value-policy';
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
  /** True when the row only names the asset, as an end of a connection, and says nothing else of it. */
  readonly isEnd: boolean;
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
const storedKinds = new Map(storedFields.map(({ field, kind }) => [field, kind] as const));
const nameFields = ['name', ...nameFallbacks];

/** Reads what groups of rows offer, from their stored cleansed values; keeps the blocks it read last. */
export class OfferReader {
  readonly #cleansed: { importId: string; block: CleansedBlock }[] = [];
  readonly #results: { importId: string; results: RowResults }[] = [];

  /**
   * What each group offers, in their order; `undefined` where its rows are not stored any more. Rows are read in the
   * order they are stored in, so that each block is decoded once, however the groups lie.
   */
  async readAll(
    scope: TenantScope,
    groups: readonly OfferingGroup[],
  ): Promise<readonly (AssetOffer | undefined)[]> {
    const texts = new RowMap<RowTexts>();
    const ownKeys = new RowMap<number>();
    for (const { importId, row, isLead } of rowsOf(groups)) {
      const block = this.#heldBlock(importId, row) ?? (await this.#loadBlock(scope, importId, row));
      if (block !== undefined) texts.set(importId, row, rowTexts(block, row));
      if (!isLead) continue;
      const results = this.#heldResults(importId, row) ?? (await this.#loadResults(scope, importId, row));
      ownKeys.set(importId, row, results === undefined ? 0 : ownKeysAt(results, row - results.firstRow));
    }
    return groups.map((group) => offerFrom(group, texts, ownKeys));
  }

  #heldBlock(importId: string, row: number): CleansedBlock | undefined {
    return this.#cleansed.find(
      (each) =>
        each.importId === importId &&
        each.block.firstRow <= row &&
        row < each.block.firstRow + each.block.rowCount,
    )?.block;
  }

  async #loadBlock(scope: TenantScope, importId: string, row: number): Promise<CleansedBlock | undefined> {
    const [block] = await loadBlocksOfRows(scope, importId, { first: row, last: row });
    if (block !== undefined) keep(this.#cleansed, { importId, block });
    return block;
  }

  #heldResults(importId: string, row: number): RowResults | undefined {
    return this.#results.find(
      (each) =>
        each.importId === importId &&
        each.results.firstRow <= row &&
        row < each.results.firstRow + each.results.rowCount,
    )?.results;
  }

  async #loadResults(scope: TenantScope, importId: string, row: number): Promise<RowResults | undefined> {
    const [results] = await readResults(scope, importId, { first: row, last: row });
    if (results !== undefined) keep(this.#results, { importId, results });
    return results;
  }
}

function keep<Item>(kept: Item[], item: Item): void {
  kept.unshift(item);
  kept.length = Math.min(kept.length, blocksKept);
}

/** Values by import and row. */
class RowMap<Value> {
  readonly #byImport = new Map<string, Map<number, Value>>();

  get(importId: string, row: number): Value | undefined {
    return this.#byImport.get(importId)?.get(row);
  }

  set(importId: string, row: number, value: Value): void {
    const rows = this.#byImport.get(importId) ?? new Map<number, Value>();
    this.#byImport.set(importId, rows.set(row, value));
  }
}

interface WantedRow {
  readonly importId: string;
  readonly row: number;
  readonly isLead: boolean;
}

/** Every row of the groups, import by import, in row order. */
function rowsOf(groups: readonly OfferingGroup[]): WantedRow[] {
  const wanted: WantedRow[] = [];
  for (const { contributor, row, members } of groups) {
    const { importId } = contributor;
    wanted.push({ importId, row, isLead: true });
    for (const member of members) if (member !== row) wanted.push({ importId, row: member, isLead: false });
  }
  return wanted.toSorted(
    (left, right) => compareTexts(left.importId, right.importId) || left.row - right.row,
  );
}

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function offerFrom(
  group: OfferingGroup,
  texts: RowMap<RowTexts>,
  ownKeys: RowMap<number>,
): AssetOffer | undefined {
  const { contributor, row } = group;
  const { importId } = contributor;
  const lead = group.isEnd ? { row, texts: new Map<string, string>() } : texts.get(importId, row);
  if (lead === undefined) return undefined;
  const members = group.members.filter((member) => member !== row).toSorted((a, b) => a - b);
  const others = members.map((member) => texts.get(importId, member)).filter((each) => each !== undefined);
  return offerOf(group, { members, texts: [lead, ...others], ownKeys: ownKeys.get(importId, row) ?? 0 });
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

function offerOf(offering: OfferingGroup, group: GroupTexts): AssetOffer {
  const { contributor, row } = offering;
  const valueOf = (field: string): string | null =>
    group.texts.find(({ texts }) => texts.has(field))?.texts.get(field) ?? null;
  const name = nameFields.map(valueOf).find((value) => value !== null) ?? null;
  return {
    importId: contributor.importId,
    row,
    members: group.members,
    ...storedValues(offering, group),
    custom: customValues(group),
    name: name === null ? null : (name.split(listSeparator, 1)[0] ?? null),
    namesAsset: contributor.namesAsset && valueOf('name') !== null,
    category: contributor.category,
    isSettled: false,
    declaresType: valueOf('asset_type') !== null,
    // Seldom asked for, and the dearest of all to find out.
    get kind() {
      return classifyAsset(valueOf);
    },
    keys: keysOf(group, contributor.sourceSystem),
  };
}

/** The row that says a field most restrictively, as the write takes it from. */
function strictestRow(rows: readonly RowTexts[], field: string): RowTexts {
  const stating = rows.filter(({ texts }) => texts.has(field));
  const strictest = strictestOf(
    field,
    stating.map(({ texts }) => texts.get(field) ?? ''),
  );
  return stating.find(({ texts }) => texts.get(field) === strictest)!;
}

function storedValues(
  { row: lead, contributor: { category } }: OfferingGroup,
  { texts }: GroupTexts,
): Pick<AssetOffer, 'values' | 'valueRows'> {
  const values = new Map<string, string>();
  const valueRows: Record<string, number> = {};
  // Few of more than a hundred fields are filled: the rows are asked for theirs, not for all.
  for (const each of texts) {
    for (const [field, text] of each.texts) {
      const kind = storedKinds.get(field);
      if (kind === undefined || values.has(field)) continue;
      const from =
        category === 'sensitive_data' && stricterFields.includes(field) ? strictestRow(texts, field) : each;
      values.set(field, kind === 'text[]' ? union(texts, field) : (from.texts.get(field) ?? text));
      if (from.row !== lead) valueRows[field] = from.row;
    }
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
    category: null,
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
