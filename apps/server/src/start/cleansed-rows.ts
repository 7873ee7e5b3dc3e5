import { decodeBlock, valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { fieldsOf } from '@landfall/domain/cleansing/kept-fields';
import { loadShape } from '../features/cleansing/cleansing.repository.ts';
import { findFlowPhase } from '../features/cleansing/flow-phase.repository.ts';
import { planOf } from '../features/cleansing/import-shape.ts';
import { countCleansedRows } from '../features/cleansing/cleansed-rows.repository.ts';
import type { CleansedRows } from '../features/imports/cleansed-file.service.ts';
import { readBlocks } from '../features/inventory/cleansed-block.repository.ts';
import { unpack } from '../platform/packing.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import { typed } from './cleansed-record.ts';

/** The cleansed rows of an import; `undefined` while not all of them are cleansed by the approved mapping. */
export async function cleansedRows(scope: TenantScope, importId: string): Promise<CleansedRows | undefined> {
  const shape = await loadShape(scope, importId);
  const flow = await findFlowPhase(scope, importId);
  if (shape === undefined || flow === undefined || shape.rowCount === 0) return undefined;
  if ((await countCleansedRows(scope, importId, flow.epoch)) < shape.rowCount) return undefined;
  const fields = [...fieldsOf(planOf(shape, 'approved'))];
  return { fields, typed, blockFrom: (reading, row) => blockFrom(reading, { importId, fields, row }) };
}

async function blockFrom(
  scope: TenantScope,
  { importId, fields, row }: { readonly importId: string; readonly fields: string[]; readonly row: number },
) {
  const [stored] = await readBlocks(scope, { importId }, { covering: { first: row, last: row }, limit: 1 });
  if (stored === undefined) return undefined;
  const block = decodeBlock(await unpack(stored.body));
  const columns = fields.map((field) => block.columns.find((column) => column.field === field));
  const rows = Array.from({ length: block.rowCount }, (_, at) =>
    columns.map((column) => (column === undefined ? null : valueAt(column, at))),
  );
  return { firstRow: block.firstRow, rows };
}
