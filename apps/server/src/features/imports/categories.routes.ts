import { importCategoriesAnswer } from '@landfall/contract/imports';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { rejectReasons } from '@landfall/domain/inventory/row-results';
import { flowTypeForCategory } from '@landfall/domain/flow/flow-type';
import { defaultReadingLimits } from '@landfall/domain/tabular/table-source';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { exampleOf } from './category-examples.ts';
import { type CategoryFacts, categoryFacts, type ImportLimits } from './import-settings.ts';

export interface CategoryDeps {
  readonly db: Db;
  readonly flows: FlowPort;
  readonly limits: ImportLimits;
}

/** Content decides what a file is; the endings are what such files are usually called. */
const formats = [
  { format: 'delimited_text', extensions: ['csv', 'tsv', 'txt'] },
  { format: 'xlsx', extensions: ['xlsx', 'xlsm'] },
  { format: 'json', extensions: ['json'] },
  { format: 'ndjson', extensions: ['ndjson', 'jsonl'] },
  { format: 'xml', extensions: ['xml'] },
  { format: 'packed', extensions: ['gz', 'zip'] },
];

/** What can be uploaded, in which formats and limits, and whether each category's slot is free. */
export function categoryRoutes(deps: CategoryDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/import-categories',
      {
        config: { right: 'import.read' },
        schema: {
          tags: ['imports'],
          summary: 'Import categories',
          response: { 200: importCategoriesAnswer },
        },
      },
      (request) =>
        inTenantScope(deps.db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          const items = [];
          for (const facts of categoryFacts) items.push(await describe(scope, deps, facts));
          return { items, reject_reasons: [...rejectReasons] };
        }),
    );
  };
}

async function describe(scope: TenantScope, { flows, limits }: CategoryDeps, facts: CategoryFacts) {
  const blocking = await flows.blockingFlow(scope, facts.category);
  return {
    category: facts.category,
    label: facts.label,
    description: facts.description,
    flow_type: flowTypeForCategory(facts.category).name,
    available: facts.isAvailable,
    formats,
    limits: {
      max_file_bytes: limits.maxFileBytes,
      max_packed_bytes: limits.maxPackedBytes,
      max_rows: limits.maxRows,
      max_columns: limits.maxColumns,
      max_cell_bytes: limits.maxCellBytes,
      max_nesting: defaultReadingLimits.maxNesting,
      max_unpacked_bytes: defaultReadingLimits.maxUnpackedBytes,
      max_unpacked_ratio: defaultReadingLimits.maxUnpackedRatio,
      uploads_per_minute: limits.uploadsPerMinute,
      idle_seconds: limits.idleMs / 1000,
    },
    data_handling: facts.dataHandling,
    identity_requirement: facts.identityRequirement,
    checks: [...facts.checks],
    example: exampleOnWire(facts.category),
    slot: { free: blocking === undefined, blocking_flow: blocking ?? null },
  };
}

function exampleOnWire(category: ImportCategory) {
  const { columns, rows } = exampleOf(category);
  return { columns: [...columns], rows: rows.map((row) => [...row]) };
}
