import type { flowsQuery } from '@landfall/contract/flows';
import { type ImportCategory, parseImportCategory } from '@landfall/domain/catalog/import-category';
import { childStatuses, isIncomplete } from '@landfall/domain/flow/flow-status';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import type { FlowListFilter, FlowOwner, FlowSummaryRow } from './flow-summary.repository.ts';
import { presentSummary } from './present-flow.ts';

export const flowParams = z.object({ flow_id: z.uuid() });
export const eventsQuery = z.object({ after_seq: z.coerce.number().int().min(0).default(0) });

const position = z.object({ at: z.iso.datetime({ offset: true }), id: z.uuid() });

/** The filter of a list request; several statuses are separated by commas, `incomplete` names four of them. */
export function filterOf(query: z.infer<typeof flowsQuery>): FlowListFilter {
  const {
    status,
    flow_type: flowType,
    import_category: category,
    created_by: createdBy,
    limit,
    cursor,
  } = query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, position);
  return {
    statuses: status === undefined ? undefined : statusesOf(status),
    flowType,
    category,
    createdBy,
    limit,
    after,
  };
}

function statusesOf(text: string): string[] {
  return text.split(',').flatMap((word) => {
    if (word === 'incomplete') return childStatuses.filter(isIncomplete);
    const known = childStatuses.find((status) => status === word);
    if (known === undefined) throw unknownFilter('status', `There is no status ${JSON.stringify(word)}.`);
    return [known];
  });
}

/** One page of flows; the cursor holds the activity and id of its last row. */
export function pageOnWire(
  { rows, total, owners }: { rows: FlowSummaryRow[]; total: number; owners: FlowOwner[] },
  limit: number,
) {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const at = last?.lastActivityAt.toISOString();
  return {
    items: rows.map(presentSummary),
    total,
    owners: owners.map(({ userId, name, flows }) => ({ user_id: userId, name, flows })),
    next_cursor: last && at !== undefined ? encodeCursor({ at, id: last.flowId }) : null,
  };
}

/** The category a query names, aliases included; 422 `unknown_import_category` for any other word. */
export function categoryOf(text: string): ImportCategory {
  const category = parseImportCategory(text);
  if (category !== undefined) return category;
  throw new AppError({
    kind: 'invalid',
    code: 'unknown_import_category',
    detail: `There is no import category ${JSON.stringify(text.slice(0, 60))}.`,
    errors: [{ field: 'import_category', code: 'unknown_import_category', message: 'Not a category.' }],
  });
}

function unknownFilter(field: string, message: string): AppError {
  const errors = [{ field, code: 'unknown', message }];
  return new AppError({ kind: 'invalid', code: 'validation_failed', detail: message, errors });
}
