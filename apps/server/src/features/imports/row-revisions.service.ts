import type { recordDetails } from '@landfall/contract/imports';
import { type RawChunk, readChunk, rowValues } from '@landfall/domain/tabular/raw-chunk';
import type { z } from 'zod';
import { correctionsOfRows, uploadedChunks } from '../../platform/stored-chunks.ts';
import { unpack } from '../../platform/packing.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import type { RecordSource } from './stored-rows.ts';
import { type AddedFile, listAddedFiles } from './row-revisions.repository.ts';

type Revisions = z.infer<typeof recordDetails>['revisions'];

/** Every version of a row with who added it, as uploaded first. */
export async function readRevisions(
  scope: TenantScope,
  source: RecordSource,
  row: number,
): Promise<Revisions> {
  const range = { first: row, last: row };
  const uploaded = await uploadedChunks(scope, source.importId, range);
  const corrections = await correctionsOfRows(scope, source.importId, range);
  const stored = [...uploaded.map((chunk) => ({ ...chunk, revision: 0 })), ...corrections];
  const files = await listAddedFiles(scope, source.importId);
  const revisions: Revisions = [];
  for (const { revision, body, ...place } of stored) {
    const file = files.find((each) => each.revision === revision);
    if (file === undefined) throw new Error(`Import ${source.importId} has no file of revision ${revision}`);
    revisions.push({
      revision,
      raw_data: valuesOf(source, { ...place, bytes: await unpack(body) }, row),
      added_at: isoTime(file.addedAt),
      added_by_name: file.addedByName,
      choice: chosenIn(file, row),
    });
  }
  return revisions;
}

function chosenIn({ choices }: AddedFile, row: number): Revisions[number]['choice'] {
  const choice = choices.find(({ row_number: number }) => number === row);
  return choice === undefined ? null : { asset_id: choice.asset_id };
}

function valuesOf(source: RecordSource, chunk: RawChunk, wanted: number): Record<string, string | null> {
  let values: Record<string, string | null> = {};
  readChunk(source.layout, chunk, (row) => {
    if (row.rowNumber === wanted) values = rowValues(row, source.columns, source.layout);
  });
  return values;
}
