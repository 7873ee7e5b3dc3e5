import { importCategories } from '@landfall/domain/catalog/import-category';
import { z } from 'zod';

export const id = z.uuid();
export const timestamp = z.iso.datetime({ offset: true });
export const importCategory = z.enum(importCategories);

/** Query of every list: page size and the opaque cursor of the page before. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(2000).optional(),
});

/** `{items, total, next_cursor}`; `total` is exact. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), total: z.number().int(), next_cursor: z.string().nullable() });
}

/** Answer of a bulk route: one outcome an id, never all or nothing. */
export const bulkAnswer = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      outcome: z.string(),
      code: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
  succeeded: z.number().int(),
  failed: z.number().int(),
});

export const idempotencyHeader = z
  .object({ 'idempotency-key': z.string().min(1).max(200).optional() })
  .loose();
