import { RowGatherer } from '@landfall/domain/cleansing/gathered-rows';
import { PiiScanner, type PiiScan } from '@landfall/domain/sensitive/pii-scan';
import { decodeUtf8 } from '@landfall/domain/tabular/utf8';
import { type ImportShape, type MappingBasis, targetOf } from '../features/cleansing/import-shape.ts';
import { readBlocks } from '../features/cleansing/source-rows.ts';
import { nextTurn } from '../platform/next-turn.ts';
import type { PhaseContext } from './define-phase.ts';
import { readerOf } from './row-checkpoint.ts';

/** Looks for personal data in every value of every column, mapped or not; nothing is stored. */
export async function scanPii(
  context: PhaseContext,
  shape: ImportShape,
  basis: MappingBasis,
): Promise<PiiScan> {
  const columns = shape.columns.map((column) => ({
    position: column.position,
    header: column.header,
    field: targetOf(column, basis)?.key ?? null,
  }));
  const scanner = new PiiScanner(columns, shape.rowCount);
  const gatherer = new RowGatherer(shape.columns.map(({ position }) => position));
  await readBlocks(
    { shape, read: readerOf(context) },
    {
      add: (row) => gatherer.add(row),
      rest: () => gatherer.rest(),
      async onBlock(rows) {
        for (const index of columns.keys()) {
          const { bytes, ends } = rows.column(index);
          let start = 0;
          for (const [row, end] of ends.entries()) {
            if (end > start) scanner.add(rows.firstRow - 1 + row, index, decodeUtf8(bytes, start, end));
            start = end;
          }
          await nextTurn();
        }
        gatherer.recycle(rows);
      },
    },
  );
  return scanner.result();
}
