import {
  type ContradictionChoice,
  contradictingRowsLeftOut,
} from '@landfall/domain/entity-resolution/contradicting-rows';
import type { ChosenAsset } from '@landfall/domain/entity-resolution/chosen-groups';
import { groupRows } from '@landfall/domain/entity-resolution/group-rows';
import {
  type ConflictType,
  type GroupMatch,
  matchGroup,
} from '@landfall/domain/entity-resolution/match-groups';
import {
  copyExistingKeys,
  hasAssets,
  type Protection,
  type StagedComparison,
} from './asset-stage.repository.ts';
import { type Compared, compareGroups, type Matches } from './compare-groups.ts';
import { blocksIdentity } from './cleansed-block.repository.ts';
import { ExistingAssets } from './existing-assets.ts';
import { noAsset } from './key-index.ts';
import {
  codeOf,
  isSettledAt,
  leadRowAt,
  ownKeysAt,
  rowActions,
  type RowResults,
} from '@landfall/domain/inventory/row-results';
import { heardLater } from '../../platform/heard-later.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import { GroupPlan, PreviewedGroups } from './group-plan.ts';
import type { CleansedRows } from './cleansed-rows.ts';
import { loadRowsWithin, type ReadScope } from './load-blocks.ts';
import { placeChosen } from './place-chosen.ts';
import { Recent } from './recent.ts';
import { takeStrongKeys } from './recent-keys.ts';
import type { ImportMemory } from './import-memory.ts';
import { type ImportKeys, KeyReader } from './row-keys.ts';
import { readResults } from './row-results.repository.ts';

/** A group that only a person can place. */
export interface GroupConflict {
  readonly conflict: ConflictType;
  readonly candidates: readonly string[];
}

/** Cleansed rows grouped, with what existing assets say about the groups that are not new. */
export interface ResolvedGroups {
  readonly plan: GroupPlan;
  /** What happens to the group of a lead row, counted from 0; `create` for all that nothing is known of. */
  actionOf(lead: number): 'create' | 'update' | 'unchanged' | 'conflict';
  /** The sixteen bytes of the asset a group goes to; undefined for new ones and conflicts. */
  assetIdOf(lead: number): Uint8Array | undefined;
  readonly conflicts: ReadonlyMap<number, GroupConflict>;
}

const rowsPerTurn = 4096;

/** What besides its rows decides how an import is grouped. */
export interface Grouping {
  readonly rowCount: number;
  readonly sourceSystem: string | null;
  readonly contradictions: ContradictionChoice;
  /** 1 for rows whose outcome is known: they take part in nothing. None unless told. */
  readonly settled?: Uint8Array | undefined;
  readonly memory: ImportMemory;
}

/** Loads and groups the rows of an import. Deterministic: the same blocks give the same groups. */
export async function groupImport(read: ReadScope, importId: string, grouping: Grouping): Promise<GroupPlan> {
  const { contradictions, settled } = grouping;
  const { rows, keys } = await readKeys(read, importId, grouping);
  // With nothing to look up the numbers say all; for assets that come meanwhile the values are made again.
  if (!(await read(hasAssets))) keys.values.forget();
  for (const [row, isKnown] of settled?.entries() ?? []) if (isKnown === 1) keys.eligible[row] = 0;
  await nextTurn();
  const groups = groupRows(keys);
  const contradicting = contradictingRowsLeftOut(keys, groups, contradictions);
  if (contradicting.length === 0) return new GroupPlan(rows, keys, groups);
  for (const row of contradicting) keys.eligible[row] = 0;
  const leftOut = new Map(contradicting.map((row) => [row, 'contradictory_duplicate'] as const));
  // Without them the keys they shared belong to the rows that stay.
  return new GroupPlan(rows, keys, { ...groupRows(keys), leftOut });
}

/** Loads the rows of an import and numbers their keys meanwhile. */
async function readKeys(
  read: ReadScope,
  importId: string,
  { rowCount, sourceSystem, memory }: Grouping,
): Promise<{ rows: CleansedRows; keys: ImportKeys }> {
  const known = await takeStrongKeys(read, importId, sourceSystem);
  const { decodedBytes, valueBytes } = memory;
  const reader = new KeyReader({ rows: rowCount, sourceSystem, known, valueBytes });
  recentRows.drop();
  try {
    const rows = await loadRowsWithin(read, importId, {
      rowCount,
      decodedBytes,
      onPacked: () => reader.forPackedRows(),
      onBlock: (block) => reader.add(block),
    });
    return { rows, keys: await reader.result(rows) };
  } finally {
    reader.close();
  }
}

/** Rows of the last preview of this process, for a creation that follows at once. */
const recentRows = new Recent<CleansedRows>();

/** Keeps the rows of a preview for a creation that follows at once. */
export async function keepForCreation(read: ReadScope, importId: string, rows: CleansedRows): Promise<void> {
  recentRows.keep(await read((scope) => blocksIdentity(scope, importId)), rows);
}

/** Loads the rows of an import grouped as its stored preview says; nothing is matched again. */
export async function loadPreviewedGroups(
  read: ReadScope,
  importId: string,
  { rowCount, memory }: Pick<Grouping, 'rowCount' | 'memory'>,
): Promise<PreviewedGroups> {
  const identity = await read((scope) => blocksIdentity(scope, importId));
  const { decodedBytes } = memory;
  const rows =
    recentRows.take(identity) ?? (await loadRowsWithin(read, importId, { rowCount, decodedBytes }));
  const leadOf = new Int32Array(rows.rowCount);
  const eligible = new Uint8Array(rows.rowCount);
  const ownKeys = new Uint8Array(rows.rowCount);
  const created = new Int32Array(rows.rowCount);
  let creates = 0;
  const [create, rejected] = [codeOf(rowActions, 'create'), codeOf(rowActions, 'reject')];
  for await (const results of previewedBlocks(read, importId, rows)) {
    const { firstRow } = results;
    for (let index = 0; index < results.rowCount; index++) {
      const row = firstRow - 1 + index;
      // A row whose outcome is known has no part in what is written now.
      const isRejected = results.actions[index] === rejected || isSettledAt(results, index);
      // A row that a reviewer left out is still stored with its group; it has no part in it.
      leadOf[row] = isRejected ? row : leadRowAt(results, index) - 1;
      ownKeys[row] = ownKeysAt(results, index);
      eligible[row] = isRejected ? 0 : 1;
      if (results.actions[index] === create && !isRejected) created[creates++] = row;
    }
    await nextTurn();
  }
  return new PreviewedGroups(rows, { leadOf, eligible, ownKeys, created: created.slice(0, creates) });
}

const blocksPerRead = 8;

/** What the stored preview says of each block of rows; the next blocks are read while these are looked at. */
async function* previewedBlocks(
  read: ReadScope,
  importId: string,
  { blocks }: CleansedRows,
): AsyncGenerator<RowResults> {
  const readFrom = (at: number): Promise<RowResults[]> => {
    const [first, last] = [blocks[at], blocks[Math.min(at + blocksPerRead, blocks.length) - 1]];
    if (first === undefined || last === undefined) return Promise.resolve([]);
    return heardLater(
      read((scope) => readResults(scope, importId, { first: first.firstRow, last: last.firstRow })),
    );
  };
  let coming = readFrom(0);
  for (let at = 0; at < blocks.length; at += blocksPerRead) {
    const found = await coming;
    coming = readFrom(at + blocksPerRead);
    for (const [index, { firstRow }] of blocks.slice(at, at + blocksPerRead).entries()) {
      const results = found[index];
      if (results?.firstRow !== firstRow) throw new Error(`No preview of the block at row ${firstRow}`);
      yield results;
    }
  }
}

/** Transactions of the run: one that only reads, and one that may make a temporary table. */
export interface ResolveScopes {
  readonly read: ReadScope;
  readonly stage: ReadScope;
  /** How a group is matched; as the discovery flow does unless told. */
  readonly match?: typeof matchGroup;
  /** What of the assets a group may not change without asking; nothing unless told. */
  readonly protection?: Protection;
  /** What a person chose for groups, by their lead rows: an asset, or null for a new one. */
  readonly chosen?: ReadonlyMap<number, ChosenAsset>;
  /** False when the groups are resolved again: what their keys are looked up by is kept then. */
  readonly isLast?: boolean;
}

/** Decides for each group whether it is new, changes an asset, changes nothing, or needs a person. */
export async function resolveGroups(
  { read, stage, match = matchGroup, protection, chosen = new Map(), isLast = true }: ResolveScopes,
  plan: GroupPlan,
): Promise<ResolvedGroups> {
  if (!(await read(hasAssets))) {
    return { plan, actionOf: () => 'create', assetIdOf: () => undefined, conflicts: new Map() };
  }
  const existing = new ExistingAssets();
  await plan.keys.values.each(async (values) => {
    existing.lookUp(values);
    await read((scope) => copyExistingKeys(scope, (piece) => existing.addPiece(piece)));
  });
  if (isLast) plan.keys.values.forget();
  await plan.bringMembersNear();
  const placed = placeChosen(plan, existing, chosen);
  const matches = await matchAll(plan, existing, { match, placed });
  const compared = await compareGroups(stage, plan, { matches, existing, protection });
  return settle(plan, { matches, existing, compared });
}

interface Matching {
  readonly match: typeof matchGroup;
  /** Groups that a person has placed: their asset, or -1 for a new one. */
  readonly placed: ReadonlyMap<number, number>;
}

async function matchAll(
  plan: GroupPlan,
  existing: ExistingAssets,
  { match: matchGroupWith, placed }: Matching,
): Promise<Matches> {
  const assetOf = new Int32Array(plan.rows.rowCount).fill(noAsset);
  const undecided = new Map<number, Extract<GroupMatch, { kind: 'undecided' }>>();
  const claimed = new Set<number>();
  for (const [lead, asset] of placed) {
    assetOf[lead] = asset;
    if (asset !== noAsset) claimed.add(asset);
  }
  for (let lead = 0; lead < plan.rows.rowCount; lead++) {
    if (lead % rowsPerTurn === 0) await nextTurn();
    if (!plan.isLead(lead) || placed.has(lead)) continue;
    const match = matchGroupWith(plan.facts(lead), existing);
    if (match.kind === 'undecided') undecided.set(lead, match);
    if (match.kind !== 'match') continue;
    if (claimed.has(match.asset)) {
      // Two groups of one file cannot both be the same asset; which one is, only a person knows.
      undecided.set(lead, { kind: 'undecided', conflict: 'ambiguous_match', candidates: [match.asset] });
    } else {
      claimed.add(match.asset);
      assetOf[lead] = match.asset;
    }
  }
  return { assetOf, undecided };
}

interface Findings {
  readonly matches: Matches;
  readonly existing: ExistingAssets;
  readonly compared: Compared;
}

function settle(plan: GroupPlan, { matches, existing, compared }: Findings): ResolvedGroups {
  const { assetOf } = matches;
  const taken = new Set<string>();
  // Only candidates of undecided groups can be taken twice.
  if (matches.undecided.size > 0)
    for (const asset of assetOf) if (asset !== noAsset) taken.add(existing.idOf(asset));
  const conflicts = new Map<number, GroupConflict>();
  for (const lead of compared.protected) {
    conflicts.set(lead, { conflict: 'protected_value', candidates: [existing.idOf(assetOf[lead]!)] });
    assetOf[lead] = noAsset;
  }
  // Groups that say most choose first: what says less fits more assets.
  const undecided = [...matches.undecided].toSorted(
    ([left], [right]) => plan.keys.filled[right]! - plan.keys.filled[left]! || left - right,
  );
  for (const [lead, { conflict, candidates }] of undecided) {
    const same = sameContent(compared.undecided.get(lead) ?? [], taken);
    if (same === undefined)
      conflicts.set(lead, { conflict, candidates: candidates.map((asset) => existing.idOf(asset)) });
    else {
      taken.add(same);
      assetOf[lead] = candidates.find((asset) => existing.idOf(asset) === same) ?? noAsset;
    }
  }
  return {
    plan,
    conflicts,
    actionOf(lead) {
      if (assetOf[lead] !== noAsset) return compared.differs[lead] === 1 ? 'update' : 'unchanged';
      return conflicts.has(lead) ? 'conflict' : 'create';
    },
    assetIdOf: (lead) => (assetOf[lead] === noAsset ? undefined : existing.idBytes(assetOf[lead]!)),
  };
}

/** The asset that already holds every value the group offers and least besides; matching it changes nothing. */
function sameContent(
  comparisons: readonly StagedComparison[],
  taken: ReadonlySet<string>,
): string | undefined {
  const fitting = comparisons.filter(({ differs, assetId }) => !differs && !taken.has(assetId));
  fitting.sort((left, right) => left.filled - right.filled || (left.assetId < right.assetId ? -1 : 1));
  return fitting[0]?.assetId;
}
