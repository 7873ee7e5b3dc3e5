import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import {
  type KnownValues,
  keptFields,
  strictestOf,
  stricterFields,
} from '@landfall/domain/inventory/value-policy';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
import { readKnownValues } from '../features/enrichment/known-values.repository.ts';
import type { CleansedRows } from '../features/inventory/cleansed-rows.ts';
import type { ImportGroups } from '../features/inventory/group-plan.ts';
import type { ReadScope } from '../features/inventory/load-blocks.ts';
import type { DescribedRows } from './enrich-outcomes.ts';

/** Groups with the assets they change. */
export interface ChangedGroups {
  readonly category: ImportCategory;
  readonly groups: ImportGroups;
  /** Lead rows, counted from 0, each with its asset. */
  readonly assets: readonly (readonly [lead: number, assetId: string])[];
}

const assetsPerRead = 2000;

/**
 * Leaves out values that lose against what the inventory knows, by the policy of the category. The rows in memory
 * forget them; those that are stored keep them. Answers how many values lost.
 */
export async function applyPolicy(read: ReadScope, changed: ChangedGroups): Promise<number> {
  let lost = 0;
  for (let at = 0; at < changed.assets.length; at += assetsPerRead) {
    const batch = changed.assets.slice(at, at + assetsPerRead);
    const ids = batch.map(([, id]) => id);
    const known = await read((scope) => readKnownValues(scope, changed.category, ids));
    for (const [lead, id] of batch) lost += forgetLosers(changed, lead, known.get(id));
  }
  return lost;
}

/**
 * Leaves out what rows of one asset say less restrictively than others of the file, by the policy of the category: so
 * the value comes from the row that says most. Stored rows keep what they say.
 */
export function forgetWithinGroups(category: ImportCategory, groups: ImportGroups): void {
  const fields = stricterFields.filter((field) => groups.rows.fields.has(field));
  if (category !== 'sensitive_data' || fields.length === 0) return;
  for (let lead = 0; lead < groups.rows.rowCount; lead++) {
    if (!groups.isLead(lead) || groups.memberCount(lead) === 1) continue;
    for (const field of fields) forgetLessStrict(groups, field, lead);
  }
}

function forgetLessStrict(groups: ImportGroups, field: string, lead: number): void {
  const { rows } = groups;
  const members = [...groups.members(lead)];
  const texts = members.map((row) => rows.value(field, row)).filter((text) => text !== null);
  const strictest = strictestOf(field, texts);
  for (const row of members) if (rows.value(field, row) !== strictest) groups.forgetIn(field, row);
}

function forgetLosers(
  { category, groups }: ChangedGroups,
  lead: number,
  known: KnownValues | undefined,
): number {
  if (known === undefined) return 0;
  const kept = keptFields(category, known, (field) => groups.value(field, lead));
  let lost = 0;
  for (const field of kept === 'all' ? groups.rows.fields : kept) lost += groups.forget(field, lead);
  return lost;
}

/** Fields of which an asset has the items of all its rows. */
const listFields = new Set(storedFields.filter(({ kind }) => kind === 'text[]').map(({ field }) => field));

/** Rows as what they describe, and as they stand. */
interface StatedRows {
  readonly category: ImportCategory;
  readonly rows: Pick<CleansedRows, 'value'>;
}

/** Reads what all rows about one asset say of a field together, as the write takes it. */
export function subjectReader(
  { rowsOfSubject }: Pick<DescribedRows, 'rowsOfSubject'>,
  { category, rows }: StatedRows,
): (field: string, row: number) => string | null {
  return (field, row) => {
    const texts = rowsOfSubject(row).map((each) => rows.value(field, each));
    const stated = texts.filter((text) => text !== null);
    if (listFields.has(field)) return stated.length === 0 ? null : [...new Set(stated)].join(listSeparator);
    const isStrict = category === 'sensitive_data' && stricterFields.includes(field);
    return (isStrict ? strictestOf(field, stated) : stated[0]) ?? null;
  };
}
