import {
  importColumnsAnswer,
  importDetails,
  importsPage,
  issueRowsPage,
  processingStepsAnswer,
  recordDetails,
  recordsPage,
  recordsQuery,
} from '@landfall/contract/imports';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import { issueOfAnotherImport, recordNotFound } from './imports.errors.ts';
import { listColumns, listImports, listSteps } from './imports.repository.ts';
import { describe, type ImportViewDeps, recordSource, requireImport, summarise } from './imports.service.ts';
import {
  columnOnWire,
  type ImportsPage,
  importParams,
  importPosition,
  importsQuery,
  issueParams,
  issueRowsQuery,
  recordParams,
  recordPosition,
  stepOnWire,
} from './imports.wire.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { cleansedWithoutHidden, type HiddenColumns, withoutHidden } from './hide-sensitive.ts';
import type { IssueRows } from './issue-rows.ts';
import { readRecord, type RecordFilter, readRecords } from './read-records.service.ts';
import { readRevisions } from './row-revisions.service.ts';
import { rowsWithText } from './search-rows.ts';
import type { RecordSource } from './stored-rows.ts';

type RecordsPage = z.infer<typeof recordsPage>;
type RecordAsset = NonNullable<z.infer<typeof recordDetails>['asset']>;
type CleansedRecord = Pick<z.infer<typeof recordDetails>, 'cleansed' | 'notes'>;

export interface ImportRouteDeps extends ImportViewDeps {
  readonly db: Db;
  /** What cleansing made of one row; nulls and no notes before it ran. */
  readonly cleansedRecord: (
    scope: TenantScope,
    row: { importId: string; rowNumber: number },
  ) => Promise<CleansedRecord>;
  /** A live asset by its id; `undefined` for one that is gone. */
  readonly assetOf: (scope: TenantScope, id: string) => Promise<RecordAsset | undefined>;
  /** The rows an issue is about; throws 404 for an issue that is absent or another engagement's. */
  readonly issueRows: (scope: TenantScope, issueId: string) => Promise<IssueRows>;
}

const tags = ['imports'];
const config = { right: 'import.read' } as const;

/** Views of imports, their columns and their stored rows; nothing here writes. */
export function importRoutes(deps: ImportRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(listRoutes(deps));
    await app.register(columnRoutes(deps));
    await app.register(recordRoutes(deps));
    await app.register(issueRowRoutes(deps));
  };
}

function reading<Result>(db: Db, request: FastifyRequest, read: (scope: TenantScope) => Promise<Result>) {
  return inTenantScope(db, { ...tenantOf(request), readOnly: true }, read);
}

function listRoutes(deps: ImportRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports',
      {
        config,
        schema: {
          tags,
          summary: 'Imports, newest first',
          querystring: importsQuery,
          response: { 200: importsPage },
        },
      },
      (request) => reading(deps.db, request, (scope) => listPage(scope, deps, request.query)),
    );
    app.get(
      '/data-imports/:import_id',
      {
        config,
        schema: { tags, summary: 'One import', params: importParams, response: { 200: importDetails } },
      },
      (request) =>
        reading(deps.db, request, async (scope) =>
          describe(scope, deps, await requireImport(scope, request.params.import_id)),
        ),
    );
  };
}

function columnRoutes({ db }: ImportRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    const params = importParams;
    const columns = { tags, summary: 'Columns of an import with their profiles', params };
    app.get(
      '/data-imports/:import_id/columns',
      { config, schema: { ...columns, response: { 200: importColumnsAnswer } } },
      (request) => reading(db, request, (scope) => columnsOf(scope, request, request.params.import_id)),
    );
    const steps = { tags, summary: 'Steps an import went through', params };
    app.get(
      '/data-imports/:import_id/processing-steps',
      { config, schema: { ...steps, response: { 200: processingStepsAnswer } } },
      (request) =>
        reading(db, request, async (scope) => {
          const { id } = await requireImport(scope, request.params.import_id);
          const hidden = await hiddenColumns(scope, request, id);
          return { items: (await listSteps(scope, id)).map((step) => stepOnWire(step, hidden)) };
        }),
    );
  };
}

async function listPage(
  scope: TenantScope,
  deps: ImportViewDeps,
  query: z.infer<typeof importsQuery>,
): Promise<ImportsPage> {
  const { limit, cursor, import_category: category, status, imported_by: importedBy } = query;
  const before = cursor === undefined ? undefined : decodeCursor(cursor, importPosition).before;
  const { rows, total } = await listImports(scope, { limit, before, category, status, importedBy });
  const items: ImportsPage['items'] = [];
  for (const row of rows) items.push(await summarise(scope, deps, row));
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return { items, total, next_cursor: last === undefined ? null : encodeCursor({ before: last.id }) };
}

async function columnsOf(scope: TenantScope, request: FastifyRequest, importId: string) {
  const { category } = await requireImport(scope, importId);
  const columns = await listColumns(scope, importId);
  const maySee = maySeeSensitiveData(request);
  const items = columns.map((column) => columnOnWire(column, { category, maySee }));
  return { items, total: items.length };
}

function recordRoutes(deps: ImportRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/records',
      {
        config,
        schema: {
          tags,
          summary: 'Stored rows with their results',
          params: importParams,
          querystring: recordsQuery,
          response: { 200: recordsPage },
        },
      },
      (request) =>
        reading(deps.db, request, (scope) => recordPage(scope, deps, { request, ...request.params })),
    );
    app.get(
      '/data-imports/:import_id/records/:record_id',
      {
        config,
        schema: { tags, summary: 'One stored row', params: recordParams, response: { 200: recordDetails } },
      },
      (request) =>
        reading(deps.db, request, async (scope) => {
          const { import_id: importId, record_id: rowNumber } = request.params;
          const source = await recordSource(scope, importId);
          const record = await readRecord(scope, source, rowNumber);
          if (record === undefined) throw recordNotFound();
          const hidden = await hiddenColumns(scope, request, importId);
          const details = await deps.cleansedRecord(scope, { importId, rowNumber });
          const revisions = (await readRevisions(scope, source, rowNumber)).map((each) => ({
            ...each,
            raw_data: withoutHidden({ ...record, raw_data: each.raw_data }, hidden).raw_data,
          }));
          const asset = record.asset_id === null ? undefined : await deps.assetOf(scope, record.asset_id);
          return {
            ...withoutHidden(record, hidden),
            asset: asset ?? null,
            ...cleansedWithoutHidden(details, hidden),
            revisions,
          };
        }),
    );
  };
}

interface WantedRecords {
  readonly request: FastifyRequest;
  readonly import_id: string;
}

async function recordPage(
  scope: TenantScope,
  deps: ImportRouteDeps,
  { request, import_id: importId }: WantedRecords,
): Promise<RecordsPage> {
  const {
    outcome,
    reason_code: reason,
    issue_id: issueId,
    search,
    ...place
  } = recordsQuery.parse(request.query);
  const source = await recordSource(scope, importId);
  const hidden = await hiddenColumns(scope, request, importId);
  const issue = issueId === undefined ? undefined : await issueOf(scope, deps, { issueId, importId });
  return pageOfRecords(
    scope,
    { source, hidden },
    {
      outcome,
      reason,
      issue,
      search: search === undefined ? undefined : rowsWithText(search, source, hidden),
      ...pageOfQuery(place),
    },
  );
}

/** The rows of an issue, which must be one of this import. */
async function issueOf(
  scope: TenantScope,
  deps: ImportRouteDeps,
  { issueId, importId }: { readonly issueId: string; readonly importId: string },
): Promise<IssueRows> {
  const issue = await deps.issueRows(scope, issueId);
  if (issue.importId !== importId) throw issueOfAnotherImport();
  return issue;
}

function pageOfQuery({ cursor, limit, from_row = 1, to_row: toRow }: z.infer<typeof issueRowsQuery>) {
  return {
    fromRow: cursor === undefined ? from_row : decodeCursor(cursor, recordPosition).row,
    toRow,
    limit,
  };
}

interface ShownRows {
  readonly source: RecordSource;
  readonly hidden: HiddenColumns;
}

async function pageOfRecords(
  scope: TenantScope,
  { source, hidden }: ShownRows,
  filter: RecordFilter,
): Promise<RecordsPage> {
  const page = await readRecords(scope, source, filter);
  const next = page.nextRow === undefined ? null : encodeCursor({ row: page.nextRow });
  const items = page.records.map((record) => withoutHidden(record, hidden));
  return { items, total: page.total, next_cursor: next };
}

function issueRowRoutes(deps: ImportRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/quality-issues/:issue_id/rows',
      {
        config,
        schema: {
          tags: ['quality'],
          summary: 'Exactly the rows an issue is about',
          params: issueParams,
          querystring: issueRowsQuery,
          response: { 200: issueRowsPage },
        },
      },
      (request) =>
        reading(deps.db, request, async (scope) => {
          const issue = await deps.issueRows(scope, request.params.issue_id);
          const { importId, column, isComplete } = issue;
          const source = await recordSource(scope, importId);
          const hidden = await hiddenColumns(scope, request, importId);
          const filter = { issue, ...pageOfQuery(request.query) };
          const page = await pageOfRecords(scope, { source, hidden }, filter);
          return { ...page, data_import_id: importId, column, is_complete: isComplete };
        }),
    );
  };
}
