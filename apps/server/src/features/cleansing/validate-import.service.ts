import type { TargetField } from '@landfall/domain/catalog/target-field';
import { BlockCleanser } from '@landfall/domain/cleansing/block-cleanser';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import {
  type ColumnEvidence,
  EvidenceCollector,
  noEvidence,
} from '@landfall/domain/cleansing/column-evidence';
import { type GatheredRows, RowGatherer } from '@landfall/domain/cleansing/gathered-rows';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { strongKinds } from '@landfall/domain/entity-resolution/identity-keys';
import type { GatheredColumn } from '@landfall/domain/tabular/column-cells';
import { DistinctDictionary } from '@landfall/domain/tabular/distinct-dictionary';
import { decodeUtf8 } from '@landfall/domain/tabular/utf8';
import type { ImportShape, ShapedColumn } from './import-shape.ts';
import { planOf, targetOf } from './import-shape.ts';
import { readBlocks, type RowSource, runInTurns } from './source-rows.ts';

type Evidence = Readonly<Record<string, ColumnEvidence>>;

/** Only strong identifiers can contradict each other; the others are looked at when the rows are matched. */
const identityFields = new Set<string>(strongKinds);

/**
 * Reads every row once: how numbers and dates are written, by column position, and the identity values of the
 * likely mapping, which `onIdentity` is given block by block to look for duplicates.
 */
export async function scanImport(
  source: RowSource,
  onIdentity: (block: CleansedBlock) => void,
): Promise<Evidence> {
  const plan = identityPlan(source.shape);
  const cleanser = new BlockCleanser(plan);
  const evidence = source.shape.columns.filter(mayNeedEvidence).map((column) => new EvidenceColumn(column));
  const positions = [...plan.columns, ...evidence].map(({ position }) => position);
  await readGathered(source, positions, async (rows) => {
    onIdentity(await runInTurns(cleanser.cleanse(rows)));
    addEvidence(evidence, rows, plan.columns.length);
  });
  return { ...evidenceOfProfiles(source.shape), ...resultsOf(evidence) };
}

/** Reads some columns of all rows; none at all when there are none to read. */
async function readGathered(
  source: RowSource,
  positions: readonly number[],
  onBlock: (rows: GatheredRows) => Promise<void>,
): Promise<void> {
  if (positions.length === 0) return;
  const gatherer = new RowGatherer(positions);
  await readBlocks(source, {
    add: (row) => gatherer.add(row),
    rest: () => gatherer.rest(),
    async onBlock(rows) {
      await onBlock(rows);
      gatherer.recycle(rows);
    },
  });
}

function addEvidence(columns: readonly EvidenceColumn[], rows: GatheredRows, first: number): void {
  for (const [index, column] of columns.entries()) column.add(rows.column(first + index));
}

function resultsOf(columns: readonly EvidenceColumn[]): Evidence {
  return Object.fromEntries(columns.map((column) => [String(column.position), column.result()]));
}

function evidenceOfProfiles(shape: ImportShape): Record<string, ColumnEvidence> {
  const known = shape.columns.map((column) => [String(column.position), plainEvidence(column)] as const);
  return Object.fromEntries(
    known.flatMap(([position, evidence]) => (evidence === undefined ? [] : [[position, evidence]])),
  );
}

/** Evidence of the columns that a person mapped to a number or a date and nobody had looked at. */
export async function missingEvidence(source: RowSource): Promise<Evidence> {
  const { shape } = source;
  const columns = shape.columns
    .filter(
      (column) =>
        shape.evidence[String(column.position)] === undefined && isWritten(targetOf(column, 'approved')),
    )
    .map((column) => new EvidenceColumn(column));
  const positions = columns.map(({ position }) => position);
  await readGathered(source, positions, async (rows) => addEvidence(columns, rows, 0));
  return resultsOf(columns);
}

function isWritten(field: TargetField | undefined): boolean {
  return field !== undefined && writtenTypes.has(field.type);
}

function identityPlan(shape: ImportShape): ImportPlan {
  const plan = planOf(shape, 'suggested');
  return {
    ...plan,
    columns: plan.columns.filter(({ field }) => identityFields.has(field)),
    derivedFields: [],
  };
}

/** Types whose reading depends on how the whole column is written. */
const writtenTypes = new Set(['integer', 'port', 'decimal', 'money', 'percent', 'date', 'timestamp']);

/** Columns that probably feed a number or a date. */
function mayNeedEvidence(column: ShapedColumn): boolean {
  const field = targetOf(column, 'suggested');
  return isWritten(field) && plainEvidence(column) === undefined;
}

/** Evidence of a column of nothing but whole numbers, which its profile has already; undefined for others. */
export function plainEvidence({ profile }: ShapedColumn): ColumnEvidence | undefined {
  const kinds = Object.entries(profile.kinds).filter(([, count]) => count > 0);
  const isPlain = kinds.length === 1 && kinds[0]?.[0] === 'integer' && profile.unitHints.length === 0;
  if (!isPlain || profile.numeric === null || profile.numeric.min < 1) return undefined;
  const { min, max } = profile.numeric;
  const count = kinds[0]?.[1] ?? 0;
  return {
    ...noEvidence,
    filled: count,
    numbers: { ...noEvidence.numbers, plain: count },
    bare: { count, min, max },
    max,
  };
}

const dictionaryLimits = { entries: 65_536, bytes: 4_000_000 };

/**
 * Evidence of one column: plain numbers as they come, other distinct values once, and single cells when there
 * are too many different ones.
 */
class EvidenceColumn {
  readonly position: number;
  readonly #values = new DistinctDictionary(dictionaryLimits);
  readonly #collector = new EvidenceCollector();

  constructor(column: ShapedColumn) {
    this.position = column.position;
  }

  add({ bytes, ends }: GatheredColumn): void {
    const collector = this.#collector;
    let start = 0;
    for (let row = 0; row < ends.length; row++) {
      const end = ends[row]!;
      const isSettled = end === start || collector.addPlain(bytes, start, end);
      if (!isSettled && !this.#values.add(bytes, start, end)) collector.add(decodeUtf8(bytes, start, end), 1);
      start = end;
    }
  }

  result(): ColumnEvidence {
    this.#values.forEach(({ bytes, start, end, count }) =>
      this.#collector.add(decodeUtf8(bytes, start, end), count),
    );
    return this.#collector.result();
  }
}
