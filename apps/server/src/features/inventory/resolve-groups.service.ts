import { setImmediate as nextTurn } from 'node:timers/promises';
import { groupRows } from '@landfall/domain/entity-resolution/group-rows';
import {
  type ConflictType,
  type GroupMatch,
  matchGroup,
} from '@landfall/domain/entity-resolution/match-groups';
import {
  compareStaged,
  copyExistingKeys,
  dropStage,
  hasAssets,
  stageAssets,
  type StagedComparison,
} from './asset-stage.repository.ts';
import { CopyText } from './copy-text.ts';
import { ExistingAssets } from './existing-assets.ts';
import { codeOf, leadRowAt, ownKeysAt, rowActions } from '@landfall/domain/inventory/row-results';
import { GroupPlan, PreviewedGroups } from './group-plan.ts';
import { type CleansedRows, loadCleansedRows, type ReadScope } from './load-blocks.ts';
import { internKeys } from './row-keys.ts';
import { readResults } from './row-results.repository.ts';
import { stageShape } from './stage-columns.ts';
import { StageRows } from './stage-rows.ts';

/** What will happen to the group of a lead row. */
export type GroupDecision =
  | { readonly action: 'create' }
  | { readonly action: 'update' | 'unchanged'; readonly assetId: string }
  | { readonly action: 'conflict'; readonly conflict: ConflictType; readonly candidates: readonly string[] };

/** Cleansed rows grouped, with what existing assets say about the groups that are not new. */
export interface ResolvedGroups {
  readonly plan: GroupPlan;
  /** Decisions by lead row, counted from 0; groups that are not listed are created. */
  readonly decisions: ReadonlyMap<number, GroupDecision>;
}

const pairsPerStage = 8192;
const rowsPerTurn = 4096;

/** Loads and groups the rows of an import. Deterministic: the same blocks give the same groups. */
export async function groupImport(
  read: ReadScope,
  importId: string,
  sourceSystem: string | null,
): Promise<GroupPlan> {
  const rows: CleansedRows = await loadCleansedRows(read, importId);
  const keys = await internKeys(rows, sourceSystem);
  await nextTurn();
  return new GroupPlan(rows, keys, groupRows(keys));
}

/** Loads the rows of an import grouped as its stored preview says; nothing is matched again. */
export async function loadPreviewedGroups(read: ReadScope, importId: string): Promise<PreviewedGroups> {
  const rows = await loadCleansedRows(read, importId);
  const leadOf = new Int32Array(rows.rowCount);
  const eligible = new Uint8Array(rows.rowCount);
  const ownKeys = new Uint8Array(rows.rowCount);
  const rejected = codeOf(rowActions, 'reject');
  for (const { firstRow, rowCount } of rows.blocks) {
    const [results] = await read((scope) =>
      readResults(scope, importId, { first: firstRow, last: firstRow }),
    );
    if (results === undefined) throw new Error(`No preview of the block at row ${firstRow}`);
    for (let index = 0; index < rowCount; index++) {
      const row = firstRow - 1 + index;
      leadOf[row] = leadRowAt(results, index) - 1;
      ownKeys[row] = ownKeysAt(results, index);
      eligible[row] = results.actions[index] === rejected ? 0 : 1;
    }
    await nextTurn();
  }
  return new PreviewedGroups(rows, { leadOf, eligible, ownKeys });
}

/** Transactions of the run: one that only reads, and one that may make a temporary table. */
export interface ResolveScopes {
  readonly read: ReadScope;
  readonly stage: ReadScope;
}

/** Decides for each group whether it is new, changes an asset, changes nothing, or needs a person. */
export async function resolveGroups(
  { read, stage }: ResolveScopes,
  plan: GroupPlan,
): Promise<ResolvedGroups> {
  if (!(await read(hasAssets))) return { plan, decisions: new Map() };
  const existing = new ExistingAssets(plan.keys);
  await read((scope) => copyExistingKeys(scope, (piece) => existing.addPiece(piece)));
  const matches = await matchAll(plan, existing);
  const compared = await comparePairs(stage, plan, pairsOf(matches, existing));
  return { plan, decisions: decide(plan, { matches, existing, compared }) };
}

type Matches = ReadonlyMap<number, Exclude<GroupMatch, { kind: 'none' }>>;

async function matchAll(plan: GroupPlan, existing: ExistingAssets): Promise<Matches> {
  const matches = new Map<number, Exclude<GroupMatch, { kind: 'none' }>>();
  const claimed = new Set<number>();
  for (let lead = 0; lead < plan.rows.rowCount; lead++) {
    if (lead % rowsPerTurn === 0) await nextTurn();
    if (!plan.isLead(lead)) continue;
    const match = matchGroup(plan.facts(lead), existing);
    if (match.kind === 'none') continue;
    if (match.kind === 'match' && claimed.has(match.asset)) {
      // Two groups of one file cannot both be the same asset; which one is, only a person knows.
      matches.set(lead, { kind: 'undecided', conflict: 'ambiguous_match', candidates: [match.asset] });
      continue;
    }
    if (match.kind === 'match') claimed.add(match.asset);
    matches.set(lead, match);
  }
  return matches;
}

interface Pair {
  readonly lead: number;
  readonly assetId: string;
}

/** Candidates looked at for one undecided group; with more, a person decides anyway. */
const maxCandidates = 50;

function pairsOf(matches: Matches, existing: ExistingAssets): Pair[] {
  return [...matches].flatMap(([lead, match]) => {
    const assets = match.kind === 'match' ? [match.asset] : match.candidates.slice(0, maxCandidates);
    return assets.map((asset) => ({ lead, assetId: existing.idOf(asset) }));
  });
}

type Compared = ReadonlyMap<number, readonly StagedComparison[]>;

/** Compares each group with its candidates in the database, by the types the values are stored in. */
async function comparePairs(
  stageScope: ReadScope,
  plan: GroupPlan,
  pairs: readonly Pair[],
): Promise<Compared> {
  const shape = stageShape(plan.rows.fields);
  const stage = new StageRows(plan, shape, plan.keys.sourceSystem);
  const out = new CopyText();
  const compared = new Map<number, StagedComparison[]>();
  for (let at = 0; at < pairs.length; at += pairsPerStage) {
    out.clear();
    for (const { lead, assetId } of pairs.slice(at, at + pairsPerStage)) stage.add(out, lead, assetId);
    const found = await stageScope(async (scope) => {
      await stageAssets(scope, shape, out.bytes);
      const result = await compareStaged(scope, shape);
      await dropStage(scope);
      return result;
    });
    for (const comparison of found) {
      const lead = comparison.leadRow - 1;
      const others = compared.get(lead);
      if (others === undefined) compared.set(lead, [comparison]);
      else others.push(comparison);
    }
  }
  return compared;
}

interface Findings {
  readonly matches: Matches;
  readonly existing: ExistingAssets;
  readonly compared: Compared;
}

function decide(plan: GroupPlan, { matches, existing, compared }: Findings): Map<number, GroupDecision> {
  const decisions = new Map<number, GroupDecision>();
  const taken = new Set<string>();
  const undecided: number[] = [];
  for (const [lead, match] of matches) {
    if (match.kind === 'undecided') {
      undecided.push(lead);
      continue;
    }
    const assetId = existing.idOf(match.asset);
    taken.add(assetId);
    const changes = compared.get(lead)?.some(({ differs }) => differs) ?? false;
    decisions.set(lead, { action: changes ? 'update' : 'unchanged', assetId });
  }
  // Groups that say most choose first: what says less fits more assets.
  undecided.sort((left, right) => plan.keys.filled[right]! - plan.keys.filled[left]! || left - right);
  for (const lead of undecided) {
    const same = sameContent(compared.get(lead) ?? [], taken);
    if (same !== undefined) taken.add(same);
    decisions.set(
      lead,
      same === undefined ? asConflict(matches.get(lead), existing) : { action: 'unchanged', assetId: same },
    );
  }
  return decisions;
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

function asConflict(match: GroupMatch | undefined, existing: ExistingAssets): GroupDecision {
  if (match?.kind !== 'undecided') return { action: 'create' };
  return {
    action: 'conflict',
    conflict: match.conflict,
    candidates: match.candidates.map((asset) => existing.idOf(asset)),
  };
}
