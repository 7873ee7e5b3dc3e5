import type { Amendment, SpellingAmendment } from '../cleansing/amendment.ts';
import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import type { ImportPlan } from '../cleansing/import-plan.ts';
import { FillFinder } from './find-fills.ts';
import { namedFields, NameFinder, NameSifter } from './find-names.ts';
import { SpellingFinder } from './find-spellings.ts';
import { ChangeList, type ValueChange } from './list-changes.ts';
import { recommend, type Recommendation, type RecommendationRule } from './recommendation.ts';

/** A recommendation with every row it would change. */
export interface FoundRecommendation extends Recommendation {
  readonly rowCount: number;
  readonly changes: readonly ValueChange[];
}

/**
 * Recommendations for the cleansed rows of an import: deterministic, the same for the same rows and plan.
 *
 * It stops after each block, some milliseconds of work, so that its caller can let others run.
 */
export function* findRecommendations(
  blocks: readonly CleansedBlock[],
  plan: ImportPlan,
): Generator<undefined, FoundRecommendation[], undefined> {
  const spellings = new SpellingFinder();
  const fills = new FillFinder(plan.columns);
  yield* each(blocks, [spellings, fills]);
  const wanted: (readonly [RecommendationRule, Amendment])[] = [
    ...spellings.found().map((found) => ['one_spelling', found] as const),
    ...fills.found().map((found) => ['fill_from_field', found] as const),
    ...(yield* namesIn(blocks)).map((found) => ['one_name', found] as const),
  ];
  return yield* withChanges(blocks, plan, wanted);
}

/** One field after the other: the table of a million names takes sixteen megabytes. */
function* namesIn(blocks: readonly CleansedBlock[]): Generator<undefined, SpellingAmendment[], undefined> {
  const found: SpellingAmendment[] = [];
  for (const field of namedFields) {
    const sifter = new NameSifter(field, rowsOf(blocks));
    yield* each(blocks, [sifter]);
    if (!sifter.foundSome) continue;
    const finder = new NameFinder(sifter);
    yield* each(blocks, [finder]);
    found.push(finder.found());
  }
  return found;
}

function rowsOf(blocks: readonly CleansedBlock[]): number {
  return blocks.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

function* withChanges(
  blocks: readonly CleansedBlock[],
  { columns }: ImportPlan,
  wanted: readonly (readonly [RecommendationRule, Amendment])[],
): Generator<undefined, FoundRecommendation[], undefined> {
  const lists = wanted.map(([rule, amendment]) => ({
    recommendation: recommend(rule, amendment),
    list: new ChangeList(columns, amendment),
  }));
  if (lists.length > 0)
    yield* each(
      blocks,
      lists.map(({ list }) => list),
    );
  return lists
    .map(({ recommendation, list }) => ({
      ...recommendation,
      rowCount: list.rowCount,
      changes: list.changes,
    }))
    .filter(({ rowCount }) => rowCount > 0);
}

/** Shows every block to those who look for something in it. */
function* each(
  blocks: readonly CleansedBlock[],
  looks: readonly { add(block: CleansedBlock): void }[],
): Generator<undefined, void, undefined> {
  for (const block of blocks) {
    for (const look of looks) look.add(block);
    yield;
  }
}
