import { cellTexts } from '@landfall/domain/tabular/cell-value';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import { readLatest } from '@landfall/domain/tabular/row-revisions';
import { sql } from 'kysely';
import { binaryBytes, binaryInteger, queryBinary } from '../../platform/binary-query.ts';
import { correctionsOfRows } from '../../platform/stored-chunks.ts';
import { unpack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { unpackCorrections } from '../../platform/unpack-corrections.ts';

/** A source row as it stands in the file. */
export interface SourceLine {
  /** Physical first line, 1-based. */
  readonly line: number;
  /** Exact texts of its cells, by position. */
  readonly cells: readonly string[];
}

/** Source rows by number in their latest revision, from the stored pieces of the file that hold them. */
export async function readSourceLines(
  scope: TenantScope,
  importId: string,
  rows: readonly number[],
): Promise<ReadonlyMap<number, SourceLine>> {
  const found = new Map<number, SourceLine>();
  if (rows.length === 0) return found;
  const layout = await readLayout(scope, importId);
  const wanted = new Set(rows);
  const chunks = await queryBinary(
    scope.client,
    `select first_row, row_count, first_line, body from import_chunks c
     where client_account_id = $1 and engagement_id = $2 and data_import_id = $3 and revision = 0
       and exists (select from unnest($4::bigint[]) row where row >= c.first_row and row < c.first_row + c.row_count)
     order by first_row`,
    [scope.clientAccountId, scope.engagementId, importId, rows],
  );
  for (const [firstRow, rowCount, firstLine, body] of chunks) {
    const bytes = await unpack(binaryBytes(body));
    const place = {
      firstRow: binaryInteger(firstRow),
      rowCount: binaryInteger(rowCount),
      firstLine: binaryInteger(firstLine),
    };
    const held = { first: place.firstRow, last: place.firstRow + place.rowCount - 1 };
    const corrected = await unpackCorrections(await correctionsOfRows(scope, importId, held));
    readLatest(
      layout,
      { ...place, bytes },
      {
        corrected,
        onRow: ({ rowNumber, record }) => {
          if (wanted.has(rowNumber)) found.set(rowNumber, { line: record.line, cells: cellTexts(record) });
        },
      },
    );
  }
  return found;
}

async function readLayout(scope: TenantScope, importId: string): Promise<FileLayout> {
  const found = await sql<{ layout: FileLayout }>`
    select dialect as layout from import_files
    where client_account_id = ${scope.clientAccountId} and engagement_id = ${scope.engagementId}
      and data_import_id = ${importId} and revision = 0`.execute(scope.tx);
  const [row] = found.rows;
  if (row === undefined) throw new Error(`Import ${importId} has no file`);
  return row.layout;
}
