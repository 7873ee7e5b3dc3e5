import { PickedRows } from '@landfall/domain/cleansing/picked-rows';
import { decodeBlock } from '@landfall/domain/cleansing/cleansed-block';
import { codeOf, leadRowAt, rowActions } from '@landfall/domain/inventory/row-results';
import { unpack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { readBlocks } from './cleansed-block.repository.ts';
import { PreviewedGroups } from './group-plan.ts';
import { CleansedRows } from './cleansed-rows.ts';
import { readMergedLeads } from './merged-leads.repository.ts';

/** Some cleansed rows of an import, numbered anew from 0, with the groups they make. */
export class PageRows {
  readonly groups: PreviewedGroups;
  /** Row of the import, 1-based, of each row here. */
  readonly #numbers: readonly number[];
  readonly #places: ReadonlyMap<number, number>;

  constructor(groups: PreviewedGroups, numbers: readonly number[]) {
    this.groups = groups;
    this.#numbers = numbers;
    this.#places = new Map(numbers.map((number, place) => [number, place] as const));
  }

  /** Where a row of the import is here; throws for one that was not loaded. */
  placeOf(row: number): number {
    const place = this.#places.get(row);
    if (place === undefined) throw new Error(`Row ${row} is not loaded.`);
    return place;
  }

  /** Row of the import, 1-based, that is here at a place. */
  rowAt(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  /** Canonical text of a field in a row of the import itself, whatever its group says; null when unknown. */
  value(field: string, row: number): string | null {
    return this.groups.rows.value(field, this.placeOf(row));
  }
}

/** Loads rows of an import, 1-based, and for those that lead groups all rows merged into them. */
export async function loadPageRows(
  scope: TenantScope,
  importId: string,
  { rows, leads }: { readonly rows: readonly number[]; readonly leads: readonly number[] },
): Promise<PageRows> {
  const leadOf = leads.length === 0 ? new Map<number, number>() : await membersOf(scope, importId, leads);
  const numbers = [...new Set([...rows, ...leadOf.keys()])].toSorted((left, right) => left - right);
  const picked = await pickRows(scope, importId, numbers);
  const places = new Map(numbers.map((number, place) => [number, place] as const));
  const stored = {
    leadOf: Int32Array.from(numbers, (row, place) => places.get(leadOf.get(row) ?? row) ?? place),
    eligible: new Uint8Array(numbers.length).fill(1),
    // Which keys a group has for its own does not matter to what people see.
    ownKeys: new Uint8Array(numbers.length),
    created: new Int32Array(0),
  };
  return new PageRows(new PreviewedGroups(picked, stored), numbers);
}

/** Lead row by row, for all rows that are merged into these leads. */
async function membersOf(
  scope: TenantScope,
  importId: string,
  leads: readonly number[],
): Promise<Map<number, number>> {
  const wanted = new Set(leads);
  const merge = codeOf(rowActions, 'merge');
  const found = new Map<number, number>();
  for (const block of await readMergedLeads(scope, importId)) {
    for (let index = 0; index < block.rowCount; index++) {
      if (block.actions[index] !== merge) continue;
      const lead = leadRowAt(block, index);
      if (wanted.has(lead)) found.set(block.firstRow + index, lead);
    }
  }
  return found;
}

/** The rows with these numbers, ascending; one block is unpacked at a time. */
async function pickRows(
  scope: TenantScope,
  importId: string,
  numbers: readonly number[],
): Promise<CleansedRows> {
  const picked = new PickedRows();
  let at = 0;
  while (at < numbers.length) {
    const row = numbers[at]!;
    const [stored] = await readBlocks(scope, { importId }, { covering: { first: row, last: row }, limit: 1 });
    if (stored === undefined) throw new Error(`No cleansed block holds row ${row}.`);
    const block = decodeBlock(await unpack(stored.body));
    for (; at < numbers.length && numbers[at]! < block.firstRow + block.rowCount; at++)
      picked.add(block, numbers[at]! - block.firstRow);
  }
  return new CleansedRows(picked.blocks());
}
