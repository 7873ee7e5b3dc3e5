import { cleanseValue } from '@landfall/domain/cleansing/cleanse-value';
import { decodeBlock, valueAt } from '@landfall/domain/cleansing/cleansed-block';
import { type ColumnPlan, isKeptBeside } from '@landfall/domain/cleansing/column-plan';
import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
import { ownValue } from '@landfall/domain/shared/own-value';
import { loadShape } from '../features/cleansing/cleansing.repository.ts';
import { planOf } from '../features/cleansing/import-shape.ts';
import { recordSource } from '../features/imports/imports.service.ts';
import { readRecord } from '../features/imports/read-records.service.ts';
import { readBlocks } from '../features/inventory/cleansed-block.repository.ts';
import { typedValue } from '../features/inventory/describe-conflict.ts';
import { unpack } from '../platform/packing.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';

export interface CleansedRecord {
  /** Typed values by field; `null` before cleansing ran. */
  cleansed: Record<string, unknown> | null;
  /** Cells that were changed, or could not be read, with the rule that says so. */
  notes: { column: string; field: string; rule: string; before: string; after: unknown }[];
}

/** What cleansing stored for one row, beside the cells it was made from. */
export async function cleansedRecord(
  scope: TenantScope,
  { importId, rowNumber }: { importId: string; rowNumber: number },
): Promise<CleansedRecord> {
  const covering = { first: rowNumber, last: rowNumber };
  const [stored] = await readBlocks(scope, { importId }, { covering, limit: 1 });
  const shape = stored === undefined ? undefined : await loadShape(scope, importId);
  if (stored === undefined || shape === undefined) return { cleansed: null, notes: [] };
  const block = decodeBlock(await unpack(stored.body));
  const cleansed: Record<string, unknown> = {};
  for (const column of block.columns) {
    const text = valueAt(column, rowNumber - block.firstRow);
    if (text !== null) cleansed[column.field] = typed(column.field, text);
  }
  const raw = await readRecord(scope, await recordSource(scope, importId), rowNumber);
  const plan = planOf(shape, 'approved');
  // What a field does not hold is told by the field; the attribute that keeps it changes nothing.
  const own = plan.columns.filter((column) => !isKeptBeside(column));
  const notes = own.flatMap((column) => notesOn(column, ownValue(raw?.raw_data ?? {}, column.column)));
  return { cleansed, notes: [...notes, ...amendedNotes(plan, raw?.raw_data ?? {}, cleansed)] };
}

/** What applied recommendations made of the values of a row. */
function amendedNotes(
  { columns, amendments = [] }: ImportPlan,
  raw: Readonly<Record<string, string | null>>,
  cleansed: Readonly<Record<string, unknown>>,
): CleansedRecord['notes'] {
  const fields = new Set(amendments.map(({ field }) => field));
  return columns.flatMap((plan) => {
    const { column, field } = plan;
    const after = cleansed[field] ?? null;
    if (!fields.has(field) || columns.some((other) => other.field === field && other !== plan)) return [];
    const { value } = cleanseValue(plan, ownValue(raw, column) ?? '');
    const before = value === null ? null : typed(field, value);
    return after === null || after === before
      ? []
      : [{ column, field, rule: 'recommendation', before: value ?? '', after }];
  });
}

/** The value that a canonical text of a field stands for. */
export function typed(field: string, text: string): unknown {
  const found = storedFields.find((candidate) => candidate.field === field);
  return found === undefined ? text : typedValue(found, text);
}

function notesOn(plan: ColumnPlan, before: string | null | undefined): CleansedRecord['notes'] {
  if (before === null || before === undefined || before === '') return [];
  const { value, issue } = cleanseValue(plan, before);
  if (issue === null && value === before) return [];
  const { column, field, type } = plan;
  const after = value === null ? null : typed(field, value);
  return [{ column, field, rule: issue ?? (value === null ? 'placeholder' : type), before, after }];
}
