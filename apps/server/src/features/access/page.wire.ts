import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import type { Page, PageRequest } from './admin.repository.ts';

const position = z.strictObject({ after: z.uuid() });

/** Limit and last id seen, from the query of a list. */
export function pageRequestOf(query: { limit: number; cursor?: string | undefined }): PageRequest {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, position).after;
  return { limit: query.limit, after };
}

/** A page as the API shows it; a full page may have one more after it. */
export function pageOnWire<Row extends { readonly id: string }, Item>(
  { rows, total }: Page<Row>,
  { limit }: PageRequest,
  onWire: (row: Row) => Item,
): { items: Item[]; total: number; next_cursor: string | null } {
  const last = rows.at(-1);
  const isFull = rows.length === limit && last !== undefined;
  return {
    items: rows.map(onWire),
    total,
    next_cursor: isFull ? encodeCursor({ after: last.id }) : null,
  };
}
