import type { GroupMatch } from '@landfall/domain/entity-resolution/match-groups';
import { heardLater } from '../../platform/heard-later.ts';
import { nextTurn } from '../../platform/next-turn.ts';
import {
  compareStaged,
  dropStage,
  type Protection,
  stageAssets,
  type StagedComparison,
} from './asset-stage.repository.ts';
import { CopyBinary } from './copy-binary.ts';
import type { ExistingAssets } from './existing-assets.ts';
import { noAsset } from './key-index.ts';
import type { GroupPlan } from './group-plan.ts';
import type { ReadScope } from './load-blocks.ts';
import { type StageShape, stageShape } from './stage-columns.ts';
import { StageRows } from './stage-rows.ts';

/** What the groups of an import have in common with existing assets. */
export interface Matches {
  /** Asset of each lead row that matched exactly one; {@link noAsset} for all others. */
  readonly assetOf: Int32Array;
  readonly undecided: ReadonlyMap<number, Extract<GroupMatch, { kind: 'undecided' }>>;
}

/** Candidates looked at for one undecided group; with more, a person decides anyway. */
const maxCandidates = 50;

/** Each group with each asset it is compared with. */
function* pairsOf({ assetOf, undecided }: Matches): Generator<readonly [lead: number, asset: number]> {
  for (let lead = 0; lead < assetOf.length; lead++)
    if (assetOf[lead] !== noAsset) yield [lead, assetOf[lead]!];
  for (const [lead, { candidates }] of undecided) {
    for (const asset of candidates.slice(0, maxCandidates)) yield [lead, asset];
  }
}

/** How groups differ from the assets they may be. */
export interface Compared {
  /** 1 for lead rows whose group differs from the asset it matched. */
  readonly differs: Uint8Array;
  /** Lead rows whose group would replace a protected value of the asset it matched. */
  readonly protected: readonly number[];
  readonly undecided: ReadonlyMap<number, readonly StagedComparison[]>;
}

/** Which groups are compared with which assets. */
export interface Comparing {
  readonly matches: Matches;
  readonly existing: ExistingAssets;
  readonly protection: Protection | undefined;
}

const pairsPerStage = 8192;
/** Few: what was written out before is sent to the database only between two turns. */
const pairsPerTurn = 64;

/**
 * Compares each group with its candidates in the database, by the types the values are stored in. While the database
 * compares some, the next ones are written out.
 */
export async function compareGroups(
  stageScope: ReadScope,
  plan: GroupPlan,
  { matches, existing, protection }: Comparing,
): Promise<Compared> {
  const shape = stageShape(plan.rows.fields);
  const stage = new StageRows(plan, shape, plan.keys.sourceSystem);
  const found = new Findings(matches, plan.rows.rowCount);
  let [filling, sent] = [new CopyBinary(), new CopyBinary()];
  let running: Promise<StagedComparison[]> = Promise.resolve([]);
  const send = async (): Promise<void> => {
    found.take(await running);
    [filling, sent] = [sent, filling];
    running = heardLater(compareBatch(stageScope, { shape, protection }, sent.bytes));
    filling.clear();
  };
  let staged = 0;
  try {
    for (const [lead, asset] of pairsOf(matches)) {
      stage.addChange(filling, lead, existing.idBytes(asset));
      staged++;
      if (staged % pairsPerTurn === 0) await nextTurn();
      if (staged % pairsPerStage === 0) await send();
    }
    if (staged % pairsPerStage !== 0) await send();
    found.take(await running);
  } finally {
    await Promise.allSettled([running]);
  }
  return found;
}

/** What the comparisons told, batch after batch. */
class Findings implements Compared {
  readonly differs: Uint8Array;
  readonly protected: number[] = [];
  readonly undecided = new Map<number, StagedComparison[]>();
  readonly #assetOf: Int32Array;

  constructor({ assetOf }: Matches, rowCount: number) {
    this.#assetOf = assetOf;
    this.differs = new Uint8Array(rowCount);
  }

  take(comparisons: readonly StagedComparison[]): void {
    for (const compared of comparisons) {
      const lead = compared.leadRow - 1;
      if (this.#assetOf[lead] === noAsset)
        this.undecided.set(lead, [...(this.undecided.get(lead) ?? []), compared]);
      else {
        this.differs[lead] = compared.differs ? 1 : 0;
        if (compared.isProtected) this.protected.push(lead);
      }
    }
  }
}

interface Comparison {
  readonly shape: StageShape;
  readonly protection: Protection | undefined;
}

function compareBatch(
  stageScope: ReadScope,
  { shape, protection }: Comparison,
  rows: Buffer,
): Promise<StagedComparison[]> {
  return stageScope(async (scope) => {
    await stageAssets(scope, shape, rows);
    const result = await compareStaged(scope, shape, protection);
    await dropStage(scope);
    return result;
  });
}
