import {
  assetIdsOf,
  leadRowAt,
  type RowResults,
  rowActions,
  type RowOutcome,
  rowOutcomes,
  uuidText,
  wordOf,
  writeUuid,
} from '@landfall/domain/inventory/row-results';
import { nextTurn } from '../../platform/next-turn.ts';
import {
  type Contributor,
  listContributors,
  type PendingConflict,
  readPendingConflicts,
  readSettledRows,
  readTraces,
  type SettledRow,
} from './footprint.repository.ts';
import type { ReadScope } from './load-blocks.ts';
import { readResults } from './row-results.repository.ts';

/** Rows of an import that say something about an asset: the lead row of a group. */
export interface Contribution {
  readonly importId: string;
  readonly row: number;
  /** Set for rows that a person settled. */
  readonly settled?: SettledRow | undefined;
}

/** A lead row with the existing asset it went to. */
interface MatchedRow {
  readonly asset: string;
  readonly code: number;
  readonly outcome: RowOutcome;
}

const idLength = 16;
const prefixLength = 12;

/** Sixteen bytes of an id as text of sixteen characters: a third of the memory of its usual spelling. */
function compact(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, idLength).toString('latin1');
}

function compactId(id: string): string {
  const bytes = new Uint8Array(idLength);
  writeUuid(id, bytes, 0);
  return compact(bytes);
}

function idsOf(assets: readonly string[]): string[] {
  return assets.map((asset) => uuidText(Buffer.from(asset, 'latin1')));
}

/** What one import left in the inventory, and who else stands behind the assets it made or matched. */
export class FootprintIndex {
  readonly importId: string;
  readonly contributors: ReadonlyMap<string, Contributor>;
  /** Assets the import made. */
  own = 0;
  /** Imports whose match is not written yet and names assets that the import made or changed. */
  readonly waiting = new Set<string>();
  readonly #ages = new Map<string, number>();
  readonly #byAge: readonly string[];
  readonly #ownPrefix: string;
  /** Contributions by asset, each the place of its import times 2^32 plus its lead row. */
  readonly #rows = new Map<string, number[]>();
  readonly #settled = new Map<string, SettledRow[]>();
  /** Further rows of groups by the same number. */
  readonly #members = new Map<number, number[]>();
  /** Assets the import may have changed, whoever made them. */
  readonly #matched = new Set<string>();
  /** Assets the import made that others touched. */
  readonly #ownTouched = new Set<string>();
  /** Assets of others that rows of the import matched and left as they were. */
  readonly #unchanged = new Set<string>();

  constructor(importId: string, contributors: readonly Contributor[]) {
    this.importId = importId;
    this.contributors = new Map(contributors.map((each) => [each.importId, each] as const));
    this.#byAge = contributors.map((each) => each.importId);
    for (const [place, id] of this.#byAge.entries()) this.#ages.set(id, place);
    this.#ownPrefix = compactId(assetIdsOf(importId)(0)).slice(0, prefixLength);
  }

  /** Place of an import by age. */
  ageOf(importId: string): number {
    return this.#ages.get(importId) ?? Number.MAX_SAFE_INTEGER;
  }

  /** Notes an asset that the traces on it connect with the import. */
  addTrace(assetId: string, isOwn: boolean): void {
    (isOwn ? this.#ownTouched : this.#matched).add(compactId(assetId));
  }

  addSettled(settled: SettledRow): void {
    const asset = compactId(settled.assetId);
    this.#settled.set(asset, [...(this.#settled.get(asset) ?? []), settled]);
    if (settled.importId !== this.importId) this.#touchOwn(asset);
    else if (!asset.startsWith(this.#ownPrefix)) this.#matched.add(asset);
  }

  /** Takes in a block of results of the import itself; call it for all of them before those of others. */
  addOwnBlock(results: RowResults): void {
    const isTold = this.contributors.get(this.importId)?.wasRestarted === false;
    this.#eachExecuted(this.importId, results, ({ asset, code, outcome }) => {
      if (isTold && outcome === 'unchanged') this.#unchanged.add(asset);
      else this.#matched.add(asset);
      this.#note(asset, code);
    });
  }

  /** Takes in a block of results of another import. */
  addOtherBlock(importId: string, results: RowResults): void {
    if (results.outcomes === null && this.#namesTouched(results)) this.waiting.add(importId);
    this.#eachExecuted(importId, results, ({ asset, code }) => {
      if (!this.#touchOwn(asset) && !this.#matched.has(asset)) return;
      this.#note(asset, code);
    });
  }

  /** Ids of the assets that may stay although the import made or changed them, in ascending order. */
  candidates(): string[] {
    return idsOf([...new Set([...this.#matched, ...this.#ownTouched])].toSorted());
  }

  /** Ids of the assets of others that the import matched and did not change. */
  unchanged(): string[] {
    return idsOf([...this.#unchanged].filter((asset) => !this.#matched.has(asset)));
  }

  /** Whether an asset stays when the import goes. */
  isKept({
    id,
    createdByImportId,
  }: {
    readonly id: string;
    readonly createdByImportId: string | null;
  }): boolean {
    if (createdByImportId !== this.importId || this.#ownTouched.has(compactId(id))) return true;
    return this.contributionsTo(id).some(({ importId }) => importId !== this.importId);
  }

  /** Everything said about an asset, oldest import first. */
  contributionsTo(assetId: string): Contribution[] {
    const asset = compactId(assetId);
    const settled = this.#settled.get(asset) ?? [];
    const rows = (this.#rows.get(asset) ?? []).map((code) => this.#contributionOf(code));
    return [...rows, ...settled.map((each) => ({ importId: each.importId, row: each.row, settled: each }))];
  }

  /** Further rows of the group of a lead row. */
  membersOf(importId: string, row: number): readonly number[] {
    return this.#members.get(this.#codeOf(importId, row)) ?? [];
  }

  /** Notes an unsettled conflict of another import. */
  addPending({ importId, candidates }: PendingConflict): void {
    if (candidates.some((id) => this.#isTouched(compactId(id)))) this.waiting.add(importId);
  }

  #namesTouched({ rowCount, assetIds }: RowResults): boolean {
    for (let index = 0; index < rowCount; index++)
      if (this.#isTouched(compact(assetIds.subarray(index * idLength)))) return true;
    return false;
  }

  #isTouched(asset: string): boolean {
    return asset.startsWith(this.#ownPrefix) || this.#matched.has(asset);
  }

  #contributionOf(code: number): Contribution {
    return { importId: this.#byAge[Math.floor(code / 2 ** 32)] ?? '', row: code % 2 ** 32 };
  }

  #codeOf(importId: string, row: number): number {
    return this.ageOf(importId) * 2 ** 32 + row;
  }

  #note(asset: string, code: number): void {
    const known = this.#rows.get(asset);
    if (known === undefined) this.#rows.set(asset, [code]);
    else known.push(code);
  }

  /** True when the asset was made by the import, which somebody else is now known to have touched. */
  #touchOwn(asset: string): boolean {
    if (this.#ownTouched.has(asset)) return true;
    if (!asset.startsWith(this.#ownPrefix)) return false;
    this.#ownTouched.add(asset);
    return true;
  }

  #eachExecuted(importId: string, results: RowResults, visit: (matched: MatchedRow) => void): void {
    const { outcomes, firstRow, rowCount, actions, assetIds } = results;
    if (outcomes === null) return;
    for (let index = 0; index < rowCount; index++) {
      const action = wordOf(rowActions, actions[index]);
      const outcome = wordOf(rowOutcomes, outcomes[index]);
      if (outcome === undefined) continue;
      const code = this.#codeOf(importId, leadRowAt(results, index));
      if (leadRowAt(results, index) !== firstRow + index) this.#addMember(code, firstRow + index);
      else if (action === 'update' || action === 'unchanged')
        visit({ asset: compact(assetIds.subarray(index * idLength)), code, outcome });
    }
  }

  #addMember(code: number, row: number): void {
    const known = this.#members.get(code);
    if (known === undefined) this.#members.set(code, [row]);
    else known.push(row);
  }
}

/** Reads what an import left in the inventory and who else is behind it: every block of results of the engagement. */
export async function indexFootprint(read: ReadScope, importId: string): Promise<FootprintIndex> {
  const contributors = await read((scope) => listContributors(scope, importId));
  const index = new FootprintIndex(importId, contributors);
  const others = contributors.filter((each) => each.importId !== importId);
  const liveIds = others.map((each) => each.importId);
  const traces = await read((scope) => readTraces(scope, { importId, liveIds }));
  index.own = traces.own;
  for (const id of traces.ownTouched) index.addTrace(id, true);
  for (const id of traces.others) index.addTrace(id, false);
  const settled = await read((scope) => readSettledRows(scope, [importId, ...liveIds]));
  await eachBlock(read, importId, (block) => index.addOwnBlock(block));
  for (const row of settled) index.addSettled(row);
  for (const conflict of await read((scope) => readPendingConflicts(scope, liveIds)))
    index.addPending(conflict);
  for (const other of others) {
    await eachBlock(read, other.importId, (block) => index.addOtherBlock(other.importId, block));
  }
  return index;
}

/** Visits the results of an import in row order; others run between two blocks. */
export async function eachBlock(
  read: ReadScope,
  importId: string,
  visit: (results: RowResults) => void,
): Promise<void> {
  for (let row = 1; ; ) {
    const [results] = await read((scope) => readResults(scope, importId, { first: row, last: row }));
    if (results === undefined) return;
    visit(results);
    row = results.firstRow + results.rowCount;
    await nextTurn();
  }
}
