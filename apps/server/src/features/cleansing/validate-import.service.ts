import { BlockCleanser } from '@landfall/domain/cleansing/block-cleanser';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import {
  type ColumnEvidence,
  EvidenceCollector,
  noEvidence,
} from '@landfall/domain/cleansing/column-evidence';
import type { TargetField } from '@landfall/domain/catalog/target-field';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { readCell } from '@landfall/domain/tabular/cell-value';
import { DistinctDictionary } from '@landfall/domain/tabular/distinct-dictionary';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { decodeUtf8 } from '@landfall/domain/tabular/utf8';
import type { ImportShape, ShapedColumn } from './import-shape.ts';
import { planOf, targetOf } from './import-shape.ts';
import { forEachSourceRow, type RowSource } from './source-rows.ts';

/** What one pass over all rows finds out for the checks. */
export interface ScannedImport {
  /** By column position. */
  readonly evidence: Readonly<Record<string, ColumnEvidence>>;
  /** Cleansed identity fields of the likely mapping, to look for duplicates. */
  readonly identity: readonly CleansedBlock[];
}

/** Only strong identifiers can contradict each other; the others are looked at when the rows are matched. */
const identityFields = new Set(['external_id', 'uuid', 'serial_number', 'fqdn']);

/** Reads every row once: how numbers and dates are written, and the identity values of the likely mapping. */
export async function scanImport(source: RowSource): Promise<ScannedImport> {
  const columns = source.shape.columns.filter(mayNeedEvidence).map((column) => new EvidenceColumn(column));
  const cleanser = new BlockCleanser(identityPlan(source.shape));
  const identity: CleansedBlock[] = [];
  const take = (): void => {
    const block = cleanser.takeBlock();
    if (block !== undefined) identity.push(block);
  };
  await forEachSourceRow(source, (row) => {
    if (row.fault === undefined) for (const column of columns) column.add(row);
    if (cleanser.add(row)) take();
  });
  take();
  const evidence = columns.map((column) => [String(column.position), column.result()] as const);
  return { identity, evidence: { ...evidenceOfProfiles(source.shape), ...Object.fromEntries(evidence) } };
}

function evidenceOfProfiles(shape: ImportShape): Record<string, ColumnEvidence> {
  const known = shape.columns.map((column) => [String(column.position), plainEvidence(column)] as const);
  return Object.fromEntries(
    known.flatMap(([position, evidence]) => (evidence === undefined ? [] : [[position, evidence]])),
  );
}

/** Evidence of the columns that a person mapped to a number or a date and nobody had looked at. */
export async function missingEvidence(source: RowSource): Promise<Record<string, ColumnEvidence>> {
  const { shape } = source;
  const columns = shape.columns
    .filter(
      (column) =>
        shape.evidence[String(column.position)] === undefined && isWritten(targetOf(column, 'approved')),
    )
    .map((column) => new EvidenceColumn(column));
  if (columns.length === 0) return {};
  await forEachSourceRow(source, (row) => {
    if (row.fault === undefined) for (const column of columns) column.add(row);
  });
  return Object.fromEntries(columns.map((column) => [String(column.position), column.result()]));
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

/** Evidence of one column: distinct values once, and single cells when there are too many different ones. */
class EvidenceColumn {
  readonly position: number;
  readonly #values = new DistinctDictionary(dictionaryLimits);
  readonly #collector = new EvidenceCollector();
  readonly #cell = { bytes: new Uint8Array(0), start: 0, end: 0 };

  constructor(column: ShapedColumn) {
    this.position = column.position;
  }

  add({ record }: SourceRow): void {
    const cell = this.#cell;
    if (!readCell(record, this.position - 1, cell) || cell.start === cell.end) return;
    if (!this.#values.add(cell.bytes, cell.start, cell.end)) {
      this.#collector.add(decodeUtf8(cell.bytes, cell.start, cell.end), 1);
    }
  }

  result(): ColumnEvidence {
    this.#values.forEach(({ bytes, start, end, count }) =>
      this.#collector.add(decodeUtf8(bytes, start, end), count),
    );
    return this.#collector.result();
  }
}
