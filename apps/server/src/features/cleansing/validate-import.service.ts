import { type ColumnEvidence, noEvidence } from '@landfall/domain/cleansing/column-evidence';
import { EvidenceGatherer } from '@landfall/domain/cleansing/evidence-gatherer';
import { type GatheredRows, RowGatherer } from '@landfall/domain/cleansing/gathered-rows';
import { type MappingBasis, type ShapedColumn, targetOf } from './import-shape.ts';
import { readBlocks, type RowSource } from './source-rows.ts';

type Evidence = Readonly<Record<string, ColumnEvidence>>;

/** How numbers and dates are written in the columns that probably hold some, by column position. */
export async function likelyEvidence(source: RowSource): Promise<Evidence> {
  const { columns } = source.shape;
  const plain = evidenceBy(columns, plainEvidence);
  const others = columns.filter((column) => plain[String(column.position)] === undefined);
  return { ...plain, ...(await evidenceOf(source, others.filter(isWrittenBy('suggested')))) };
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

/** Evidence of the columns that a person mapped to a number or a date and nobody had looked at. */
export async function missingEvidence(source: RowSource): Promise<Evidence> {
  const { columns, evidence } = source.shape;
  const unknown = columns.filter((column) => evidence[String(column.position)] === undefined);
  return evidenceOf(source, unknown.filter(isWrittenBy('approved')));
}

/** Evidence of columns from their profiles; the values of those whose profile has none are read again. */
async function evidenceOf(source: RowSource, columns: readonly ShapedColumn[]): Promise<Evidence> {
  const unknown = columns.filter(({ profile }) => profile.evidence === undefined);
  const gatherers = unknown.map(() => new EvidenceGatherer());
  await readGathered(
    source,
    unknown.map(({ position }) => position),
    async (rows) => {
      for (const [index, gatherer] of gatherers.entries()) gatherer.addCells(rows.column(index));
    },
  );
  const read = unknown.map(({ position }, index) => [String(position), gatherers[index]!.result()] as const);
  return { ...evidenceBy(columns, ({ profile }) => profile.evidence), ...Object.fromEntries(read) };
}

function evidenceBy(
  columns: readonly ShapedColumn[],
  find: (column: ShapedColumn) => ColumnEvidence | undefined,
): Evidence {
  const found = columns.map((column) => [String(column.position), find(column)] as const);
  return Object.fromEntries(
    found.flatMap(([position, evidence]) => (evidence === undefined ? [] : [[position, evidence]])),
  );
}

function isWrittenBy(basis: MappingBasis): (column: ShapedColumn) => boolean {
  return (column) => writtenTypes.has(targetOf(column, basis)?.type ?? '');
}

/** Types whose reading depends on how the whole column is written. */
const writtenTypes: ReadonlySet<string> = new Set([
  'integer',
  'port',
  'decimal',
  'money',
  'percent',
  'date',
  'timestamp',
]);

/** Evidence of a column of nothing but whole numbers, which its profile has already; undefined for others. */
function plainEvidence({ profile }: ShapedColumn): ColumnEvidence | undefined {
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
