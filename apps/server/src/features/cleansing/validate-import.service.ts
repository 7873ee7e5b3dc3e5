import { BlockCleanser } from '@landfall/domain/cleansing/block-cleanser';
import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import { type ColumnEvidence, EvidenceCollector } from '@landfall/domain/cleansing/column-evidence';
import { type ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { readCell } from '@landfall/domain/tabular/cell-value';
import { DistinctDictionary } from '@landfall/domain/tabular/distinct-dictionary';
import type { SourceRow } from '@landfall/domain/tabular/record-reader';
import { decodeUtf8 } from '@landfall/domain/tabular/utf8';
import type { ImportShape, ShapedColumn } from './import-shape.ts';
import { planOf } from './import-shape.ts';
import { forEachSourceRow, type RowSource } from './source-rows.ts';

/** What one pass over all rows finds out for the checks. */
export interface ScannedImport {
  /** By column position. */
  readonly evidence: Readonly<Record<string, ColumnEvidence>>;
  /** Cleansed identity fields of the likely mapping, to look for duplicates. */
  readonly identity: readonly CleansedBlock[];
}

const identityFields = new Set(
  'external_id uuid serial_number fqdn hostname name ip_address mac_address asset_type'.split(' '),
);

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
  return {
    identity,
    evidence: Object.fromEntries(columns.map((column) => [String(column.position), column.result()])),
  };
}

function identityPlan(shape: ImportShape): ImportPlan {
  const plan = planOf(shape, 'suggested');
  return {
    ...plan,
    columns: plan.columns.filter(({ field }) => identityFields.has(field)),
    derivedFields: [],
  };
}

const writtenKinds = ['integer', 'decimal', 'date', 'timestamp'] as const;

/** Columns in which something looks like a number or a date; in the others the way of writing decides nothing. */
function mayNeedEvidence({ profile }: ShapedColumn): boolean {
  return writtenKinds.some((kind) => (profile.kinds[kind] ?? 0) > 0) || profile.unitHints.length > 0;
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
