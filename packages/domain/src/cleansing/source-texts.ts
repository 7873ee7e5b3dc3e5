import type { GatheredColumn } from '../tabular/column-cells.ts';
import { ByteDictionary } from './byte-dictionary.ts';
import { type CleansedColumn, sourceField } from './cleansed-block.ts';
import { distinctTexts, holdsLongTexts } from './long-texts.ts';

/**
 * Cells of a column as they stand, distinct texts once; empty ones are unknown. Long texts stay in the memory they were
 * gathered in.
 */
export function keepTexts(position: number, column: GatheredColumn): CleansedColumn {
  const kept = holdsLongTexts(column) ? distinctTexts(column) : undefined;
  return { field: sourceField(position), ...(kept ?? copiedTexts(column)) };
}

function copiedTexts({ bytes, ends }: GatheredColumn): Omit<CleansedColumn, 'field'> {
  const texts = new ByteDictionary();
  const ids = new Uint16Array(ends.length);
  let start = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row]!;
    if (end > start) ids[row] = texts.intern(bytes, start, end) + 1;
    start = end;
  }
  return { ...texts.take(), ids };
}

/** The cells that {@link keepTexts} kept, as they were gathered. */
export function gatherTexts({ bytes: texts, ends: textEnds, ids }: CleansedColumn): GatheredColumn {
  const startOf = (id: number): number => (id === 1 ? 0 : textEnds[id - 2]!);
  let length = 0;
  for (const id of ids) if (id > 0) length += textEnds[id - 1]! - startOf(id);
  const bytes = new Uint8Array(length);
  const ends = new Int32Array(ids.length);
  let at = 0;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row]!;
    if (id > 0) for (let from = startOf(id); from < textEnds[id - 1]!; from++) bytes[at++] = texts[from]!;
    ends[row] = at;
  }
  return { bytes, ends, missing: 0 };
}
