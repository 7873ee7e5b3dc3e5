import { ByteDictionary } from './byte-dictionary.ts';
import { type CleansedBlock, type CleansedColumn, valueText } from './cleansed-block.ts';

/** Texts of a column by row, decoded once a distinct value. */
export function columnTexts({ columns, rowCount }: CleansedBlock, field: string): (string | null)[] {
  const column = columns.find((each) => each.field === field);
  if (column === undefined) return Array.from({ length: rowCount }, () => null);
  const texts = Array.from(column.ends, (_, id) => valueText(column, id));
  return Array.from(column.ids, (id) => (id === 0 ? null : (texts[id - 1] ?? null)));
}

/** A column of these texts; null where a row has none. */
export function textColumn(field: string, texts: readonly (string | null)[]): CleansedColumn {
  const values = new ByteDictionary();
  const ids = Uint16Array.from(texts, (text) => (text === null ? 0 : values.internText(text) + 1));
  return { field, bytes: values.bytes.slice(), ends: values.ends.slice(), ids };
}

/** The block with these columns in place of those of the same fields. */
export function withColumns(block: CleansedBlock, columns: readonly CleansedColumn[]): CleansedBlock {
  const replaced = new Set(columns.map(({ field }) => field));
  return { ...block, columns: [...block.columns.filter(({ field }) => !replaced.has(field)), ...columns] };
}
