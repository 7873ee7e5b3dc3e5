import {
  bulkResolveBody,
  conflictsAnswer,
  conflictType,
  patchPreviewRowAnswer,
  patchPreviewRowBody,
  previewAnswer,
  previewQuery,
  provenanceAnswer,
  resolveConflictAnswer,
  resolveConflictBody,
} from '@landfall/contract/inventory';
import { bulkAnswer, pageQuery } from '@landfall/contract/common';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import type { Db } from '../../platform/db.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import { type ConflictChoice, type OnSettled, resolveConflict } from './conflicts.service.ts';
import { conflictOnWire, previewOnWire } from './inventory.wire.ts';
import { findFlowImport, findFlowOfImport, type FlowImport } from './flow-import.repository.ts';
import {
  conflict as conflictError,
  conflictNotFound,
  flowNotFound,
  previewIsWhole,
  previewNotReady,
} from './inventory.errors.ts';
import { countPlannedEnds } from './planned-ends.repository.ts';
import { previewEndRoutes } from './preview-ends.routes.ts';
import { shownProvenanceOf } from './shown-provenance.service.ts';
import { conflictAsShown, rowsAsShown } from './shown-preview.service.ts';
import { previewPage } from './preview-page.service.ts';
import type { ForgetLosers } from './row-effects.service.ts';
import { placeOfPreviewRow, type PreviewPlace, reviewRow } from './review-row.service.ts';
import { listConflicts, lockConflict, type StoredConflict } from './resolve-conflict.repository.ts';
import { changeGuardRoutes } from './change-guard.routes.ts';
import { largeChangeOf } from './large-change.service.ts';
import { sourcePrecedenceRoutes } from './source-precedence.routes.ts';

export interface InventoryRouteDeps {
  readonly db: Db;
  /** Closes the conflict gate of the flow as the caller, in the transaction of the last settlement. */
  readonly onSettled: OnSettled;
  readonly flows: Pick<FlowPort, 'noteDecision'>;
  /** The value policy of an import that has one of its own; its preview is approved or rejected as a whole. */
  readonly losersOf: (scope: TenantScope, importId: string) => Promise<ForgetLosers | undefined>;
}

const tags = ['inventory'];
const flowParams = z.object({ flow_id: z.uuid() });
const conflictParams = z.object({ conflict_id: z.uuid() });
const rowPosition = z.object({ row: z.number().int() });
const conflictsQuery = pageQuery.extend({
  status: z.enum(['pending', 'resolved']).optional(),
  conflict_type: conflictType.optional(),
});

/** Preview of an import, its conflicts and their settlement. */
export function inventoryRoutes(deps: InventoryRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(previewRoutes(deps));
    await app.register(previewEndRoutes(deps));
    await app.register(conflictRoutes(deps));
    await app.register(settlementRoutes(deps));
    await app.register(provenanceRoutes(deps));
    await app.register(sourcePrecedenceRoutes(deps));
    await app.register(changeGuardRoutes(deps));
  };
}

async function requireFlow(scope: TenantScope, flowId: string): Promise<FlowImport> {
  const flow = await findFlowImport(scope, flowId);
  if (flow === undefined) throw flowNotFound();
  return flow;
}

/** A changed row as its page shows it, with the counts and the revision after the change. */
async function reviewedRowOnWire(scope: TenantScope, { importId, row }: PreviewPlace, maySee: boolean) {
  const page = await previewPage(scope, { importId, fromRow: row, limit: 1, action: undefined });
  const flow = await findFlowOfImport(scope, importId);
  const [shown] = await rowsAsShown(scope, page.rows, { importId, maySee });
  if (flow === undefined || shown === undefined) throw previewNotReady();
  const change = await largeChangeOf(scope, importId, page.blocks);
  const ends = await countPlannedEnds(scope, importId);
  const answer = previewOnWire(page, { flow, action: undefined, change, ends });
  const { counts, revision, large_change } = answer;
  return { row: shown, counts, revision, large_change };
}

type PageWish = z.output<typeof previewQuery> & {
  readonly forgetLosers: ForgetLosers | undefined;
  readonly maySee: boolean;
};

/** The rows of a preview that a query asks for. */
async function pageOnWire(scope: TenantScope, flow: FlowImport, wish: PageWish) {
  const { action, cursor, from_row = 1, limit, forgetLosers, maySee } = wish;
  const fromRow = cursor === undefined ? from_row : decodeCursor(cursor, rowPosition).row;
  const { importId } = flow;
  const page = await previewPage(scope, { importId, fromRow, limit, action, forgetLosers });
  if (page.blocks.length === 0) throw previewNotReady();
  const change = await largeChangeOf(scope, importId, page.blocks);
  const ends = await countPlannedEnds(scope, importId);
  const answer = previewOnWire(page, { flow, action, change, ends });
  return { ...answer, items: await rowsAsShown(scope, answer.items, { importId, maySee }) };
}

function previewRoutes({ db, flows, losersOf }: InventoryRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows/:flow_id/asset-preview',
      {
        config: { right: 'asset.read' },
        schema: {
          tags,
          summary: 'What would happen to each row, with the differences to existing assets',
          params: flowParams,
          querystring: previewQuery,
          response: { 200: previewAnswer },
        },
      },
      (request) =>
        // Not read-only: the rows of the page are staged in a temporary table to be compared.
        inTenantScope(db, tenantOf(request), async (scope) => {
          const flow = await requireFlow(scope, request.params.flow_id);
          const forgetLosers = await losersOf(scope, flow.importId);
          const maySee = maySeeSensitiveData(request);
          return pageOnWire(scope, flow, { ...request.query, forgetLosers, maySee });
        }),
    );
    app.patch(
      '/asset-preview-rows/:id',
      {
        config: { right: 'asset.edit' },
        schema: {
          tags,
          summary: 'Leave a row out of what the preview would write, or give it other values',
          params: z.object({ id: z.uuid() }),
          body: patchPreviewRowBody,
          response: { 200: patchPreviewRowAnswer },
        },
      },
      (request) =>
        inTenantScope(db, tenantOf(request), async (scope) => {
          const place = await placeOfPreviewRow(scope, request.params.id);
          if ((await losersOf(scope, place.importId)) !== undefined) throw previewIsWhole();
          const { selected, edits, expected_version: expectedVersion } = request.body;
          const change = { selected, edits, expectedVersion };
          await reviewRow(scope, flows, { place, change, at: new Date().toISOString() });
          return reviewedRowOnWire(scope, place, maySeeSensitiveData(request));
        }),
    );
  };
}

/** A conflict as the caller may see it. */
async function shownConflict(scope: TenantScope, found: StoredConflict, request: FastifyRequest) {
  const { importId } = found;
  const maySee = maySeeSensitiveData(request);
  return conflictAsShown(scope, await conflictOnWire(scope, found), { importId, maySee });
}

function conflictRoutes({ db }: InventoryRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows/:flow_id/asset-conflicts',
      {
        config: { right: 'asset.read' },
        schema: {
          tags,
          summary: 'Rows that only a person can place, beside the assets they may be',
          params: flowParams,
          querystring: conflictsQuery,
          response: { 200: conflictsAnswer },
        },
      },
      (request) =>
        inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          const { flowId } = await requireFlow(scope, request.params.flow_id);
          const { cursor, limit, status, conflict_type: type } = request.query;
          const afterRow = cursor === undefined ? 0 : decodeCursor(cursor, rowPosition).row;
          const { conflicts, total } = await listConflicts(scope, { flowId, status, type, afterRow, limit });
          const last = conflicts.length === limit ? conflicts.at(-1) : undefined;
          const next = last === undefined ? null : encodeCursor({ row: last.rowNumber });
          const items = [];
          for (const found of conflicts) items.push(await shownConflict(scope, found, request));
          return { items, total, next_cursor: next };
        }),
    );
  };
}

function provenanceRoutes({ db }: InventoryRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/assets/:id/provenance',
      {
        config: { right: 'asset.read' },
        schema: {
          tags,
          summary: 'Where each value of an asset comes from',
          params: z.object({ id: z.uuid() }),
          querystring: z.object({ field: z.string().max(200).optional() }),
          response: { 200: provenanceAnswer },
        },
      },
      (request) =>
        inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          const entries = await shownProvenanceOf(scope, request.params.id, maySeeSensitiveData(request));
          const { field } = request.query;
          return { items: entries.filter((entry) => field === undefined || entry.field === field) };
        }),
    );
  };
}

function settlementRoutes({ db, onSettled }: InventoryRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/asset-conflicts/:conflict_id/resolve',
      {
        config: { right: 'conflict.settle' },
        schema: {
          tags,
          summary: 'Settles one conflict',
          params: conflictParams,
          body: resolveConflictBody,
          response: { 200: resolveConflictAnswer },
        },
      },
      (request) =>
        inTenantScope(db, tenantOf(request), async (scope) => {
          const settled = await settle(scope, request.params.conflict_id, {
            choice: choiceOf(request.body),
            onSettled,
          });
          const conflict = await shownConflict(scope, settled.conflict, request);
          return { conflict, remaining: settled.remaining };
        }),
    );
    app.post(
      '/asset-conflicts/bulk-resolve',
      {
        config: { right: 'conflict.settle' },
        schema: {
          tags,
          summary: 'Settles many conflicts of one flow',
          body: bulkResolveBody,
          response: { 200: bulkAnswer },
        },
      },
      async (request) => {
        const { ids, flow_id: flowId, resolution, dependency_type: dependencyType } = request.body;
        const results: { id: string; outcome: string; code?: string; message?: string }[] = [];
        for (const id of ids) {
          const one = { flowId, choice: { resolution, dependencyType }, onSettled };
          results.push(
            await tryOne(id, () => inTenantScope(db, tenantOf(request), (scope) => settle(scope, id, one))),
          );
        }
        const failed = results.filter(({ code }) => code !== undefined).length;
        return { results, succeeded: results.length - failed, failed };
      },
    );
  };
}

interface Settlement {
  readonly choice: ConflictChoice;
  readonly onSettled: OnSettled;
  /** Refuses conflicts of other flows. */
  readonly flowId?: string;
}

async function settle(scope: TenantScope, id: string, { choice, onSettled, flowId }: Settlement) {
  if (flowId !== undefined) {
    const found = await lockConflict(scope, id);
    if (found === undefined) throw conflictNotFound();
    if (found.flowId !== flowId)
      throw conflictError('validation_failed', 'The conflict belongs to another flow.');
  }
  const settled = await resolveConflict(scope, id, choice);
  if (settled.changed && settled.remaining === 0) await onSettled(scope, settled.conflict.flowId);
  return settled;
}

/** One result of a bulk answer: a refusal concerns its own id only. */
async function tryOne(id: string, work: () => Promise<unknown>) {
  try {
    await work();
    return { id, outcome: 'resolved' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, outcome: 'refused', code: error.code, message: error.message };
  }
}

function choiceOf(body: z.output<typeof resolveConflictBody>): ConflictChoice {
  return {
    resolution: body.resolution,
    assetId: body.asset_id,
    fieldChoices: body.field_choices,
    dependencyType: body.dependency_type,
    expectedVersion: body.expected_version,
  };
}
