import type { Recommendation } from '@landfall/contract/recommendations';

const widestValue = 60;

/** A recommendation with the first rows it would change, for a person at a terminal. */
export function recommendationText({
  id,
  title,
  fields,
  affected_rows,
  status,
  preview,
}: Recommendation): string {
  const rows = `${affected_rows.toLocaleString('en')} ${affected_rows === 1 ? 'row' : 'rows'}`;
  const changes = preview.map(
    ({ row_number, field, before, after }) =>
      `    row ${row_number.toLocaleString('en')}  ${field}: ${shown(before)} -> ${shown(after)}`,
  );
  const others = affected_rows - new Set(preview.map(({ row_number }) => row_number)).size;
  const more = others > 0 ? [`    and ${others.toLocaleString('en')} more`] : [];
  return [`${id}  ${status}`, `  ${title} (${fields.join(', ')}; ${rows})`, ...changes, ...more].join('\n');
}

function shown(value: string | null): string {
  if (value === null) return 'unknown';
  return value.length > widestValue ? `“${value.slice(0, widestValue)}…”` : `“${value}”`;
}
