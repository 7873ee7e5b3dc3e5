import type { PreviewRow, ReviewRowBody, TargetField } from '../../api/entities.ts';

/** Texts of the fields that are shown for editing. */
export type Draft = Readonly<Record<string, string>>;

const identifying = new Set([
  'external_id',
  'uuid',
  'serial_number',
  'fqdn',
  'hostname',
  'ip_address',
  'mac_address',
]);

/** Fields of an asset that a reviewer may give other values; the name only to a new asset. */
export function editableFields(
  catalog: readonly TargetField[],
  row: Pick<PreviewRow, 'action'>,
): TargetField[] {
  return catalog.filter(
    ({ key, group }) =>
      !identifying.has(key) &&
      group !== 'custom' &&
      group !== 'dependency' &&
      (key !== 'name' || row.action === 'create'),
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a row says of a field now, edits included. */
export function draftText(row: PreviewRow, field: string): string {
  if (field in row.edits) return textOf(row.edits[field]);
  if (field === 'name') return row.name ?? '';
  if (field === 'asset_type') return row.asset_type ?? '';
  return textOf(row.diff.find((one) => one.field === field)?.after);
}

/** The fields a row says something about, with what it says. */
export function draftOf(row: PreviewRow, fields: readonly TargetField[]): Draft {
  const said = new Set([
    ...row.diff.map(({ field }) => field),
    ...Object.keys(row.edits),
    'name',
    'asset_type',
  ]);
  return Object.fromEntries(
    fields.filter(({ key }) => said.has(key)).map(({ key }) => [key, draftText(row, key)]),
  );
}

export function isChanged(row: PreviewRow, draft: Draft): boolean {
  return Object.entries(draft).some(([field, text]) => text !== draftText(row, field));
}

function isList({ type, merge_rule: rule }: TargetField): boolean {
  return type.endsWith('_list') || rule === 'list';
}

/** What a text stands for: nothing, one value, or the items between the commas. */
function valueOf(text: string, field: TargetField | undefined): string | string[] | null {
  if (text.trim() === '') return null;
  if (field === undefined || !isList(field)) return text;
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** All edits of the row after the draft: those before, and what differs from what the row says. */
export function editsOf(
  row: PreviewRow,
  draft: Draft,
  fields: readonly TargetField[],
): NonNullable<ReviewRowBody['edits']> {
  const changed = Object.entries(draft).filter(([field, text]) => text !== draftText(row, field));
  return {
    ...row.edits,
    ...Object.fromEntries(
      changed.map(([field, text]) => [
        field,
        valueOf(
          text,
          fields.find(({ key }) => key === field),
        ),
      ]),
    ),
  };
}
