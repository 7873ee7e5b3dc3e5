import { findTargetField } from '../catalog/target-fields.ts';
import { cleanseValue } from '../cleansing/cleanse-value.ts';
import { listSeparator } from '../cleansing/clean-text.ts';
import { noEvidence } from '../cleansing/column-evidence.ts';
import { planColumn } from '../cleansing/column-plan.ts';
import { identityKinds } from '../entity-resolution/identity-keys.ts';
import type { RowAction } from './row-results.ts';
import { storedFields } from './stored-fields.ts';

/** A value as a reviewer gives it. */
export type EditValue = string | number | boolean | readonly string[] | null;

/** The canonical text of an edit (null leaves the field unknown), or why it cannot be taken. */
export type ReadEdit = { readonly value: string | null } | { readonly problem: string };

const keyFields = new Set<string>(identityKinds);
const editable = new Set(storedFields.map(({ field }) => field).filter((field) => !keyFields.has(field)));

/** Actions of rows whose values can be edited: those that lead a group which goes to one asset. */
export const editableActions: readonly RowAction[] = ['create', 'update', 'unchanged'];

/**
 * Reads a reviewer's value for a field of a row that does `action`.
 *
 * Identifying values decide which asset a row goes to, so they are corrected in the file or the mapping; only the name
 * of a new asset can be edited. Numbers have a decimal point, dates are ISO 8601.
 */
export function readEdit(field: string, value: EditValue, action: RowAction): ReadEdit {
  const problem = problemWith(field, action);
  const target = findTargetField(field);
  if (problem !== undefined || target === undefined) return { problem: problem ?? unknownField };
  const text = textOf(value);
  if (text === null) return field === 'name' ? { problem: 'An asset needs a name.' } : { value: null };
  const source = { position: 1, key: field, header: target.label, evidence: noEvidence, separator: '\n' };
  const plan = planColumn(source, target, { numberFormat: 'point', multiValue: 'keep', tooLong: 'keep' });
  const { value: canonical, issue } = cleanseValue(plan, text);
  const isRead = canonical !== null && issue === null;
  return isRead ? { value: canonical } : { problem: `“${text}” cannot be read as ${target.label}.` };
}

const unknownField = 'There is no such field of an asset.';

/** Why a field cannot be edited in a row that does `action`; `undefined` when it can. */
function problemWith(field: string, action: RowAction): string | undefined {
  if (field === 'name')
    return action === 'create' ? undefined : 'Only a new asset can be given another name here.';
  if (keyFields.has(field))
    return 'This value identifies the asset. Correct it in the file or map another column.';
  return editable.has(field) || field === 'asset_type' ? undefined : unknownField;
}

function textOf(value: EditValue): string | null {
  const text = Array.isArray(value) ? value.join(listSeparator) : value === null ? '' : String(value);
  return text.trim() === '' ? null : text;
}
