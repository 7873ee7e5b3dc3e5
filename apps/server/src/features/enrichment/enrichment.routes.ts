import { bulkAnswer, pageQuery } from '@landfall/contract/common';
import {
  connectionPreviewPage,
  decideDependenciesBody,
  dependenciesPage,
  dependenciesQuery,
  findingsPage,
  findingsQuery,
} from '@landfall/contract/dependencies';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor } from '../../platform/wire.ts';
import { decideEdges, listDependencies } from './dependencies.repository.ts';
import { shownEffects } from './edge-effects.service.ts';
import { dependencyOnWire, findingOnWire, plannedOnWire } from './enrichment.wire.ts';
import { listFindings } from './findings.repository.ts';
import { readPlannedEdges } from './planned-edges.repository.ts';

const tags = ['dependencies'];
const config = { right: 'asset.read' } as const;
const position = z.strictObject({ offset: z.number().int().min(0) });

/** Edges between assets and what checks found on them. */
export function enrichmentRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/dependencies',
      {
        config,
        schema: {
          tags,
          summary: 'Dependencies between assets',
          querystring: dependenciesQuery,
          response: { 200: dependenciesPage },
        },
      },
      async (request) => {
        const { limit, cursor, asset_id: assetId, import_id: importId, ...rest } = request.query;
        const filter = {
          assetId,
          importId,
          applicationId: rest.application_id,
          type: rest.type,
          status: rest.status,
          includesNoise: rest.include_noise,
        };
        const page = pageFrom(limit, cursor);
        const { dependencies, total } = await inTenantScope(
          db,
          { ...tenantOf(request), readOnly: true },
          (scope) => listDependencies(scope, filter, page),
        );
        return { items: dependencies.map(dependencyOnWire), total, next_cursor: nextCursor(page, total) };
      },
    );
    await app.register(findingRoutes({ db }));
    await app.register(connectionPreviewRoutes({ db }));
    await app.register(decisionRoutes({ db }));
  };
}

function findingRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/findings',
      {
        config,
        schema: {
          tags,
          summary: 'What checks found on assets',
          querystring: findingsQuery,
          response: { 200: findingsPage },
        },
      },
      async (request) => {
        const { limit, cursor, asset_id: assetId, import_id: importId, check, severity } = request.query;
        const page = pageFrom(limit, cursor);
        const { findings, total } = await inTenantScope(
          db,
          { ...tenantOf(request), readOnly: true },
          (scope) => listFindings(scope, { check, severity, assetId, importId }, page),
        );
        return { items: findings.map(findingOnWire), total, next_cursor: nextCursor(page, total) };
      },
    );
  };
}

function connectionPreviewRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows/:flow_id/connection-preview',
      {
        config,
        schema: {
          tags,
          summary: 'What an enrichment that waits for its approval would do to connections',
          params: z.object({ flow_id: z.uuid() }),
          querystring: pageQuery,
          response: { 200: connectionPreviewPage },
        },
      },
      async (request) => {
        const page = pageFrom(request.query.limit, request.query.cursor);
        return inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          const planned = await readPlannedEdges(scope, request.params.flow_id, page);
          if (planned === undefined) throw flowNotFound();
          const effects = await shownEffects(scope, planned);
          const { total } = planned;
          return { items: effects.map(plannedOnWire), total, next_cursor: nextCursor(page, total) };
        });
      },
    );
  };
}

function flowNotFound(): AppError {
  const detail = 'There is no such flow in this engagement.';
  return new AppError({ kind: 'not-found', code: 'flow_not_found', detail });
}

function decisionRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/dependencies/bulk-decisions',
      {
        config: { right: 'asset.edit' },
        schema: {
          tags,
          summary: 'Confirms or rejects dependencies',
          body: decideDependenciesBody,
          response: { 200: bulkAnswer },
        },
      },
      (request) =>
        inTenantScope(db, tenantOf(request), async (scope) => {
          const { ids, status } = request.body;
          const decided = await decideEdges(scope, ids, status);
          const details = { status, count: decided.size, ids: [...decided].slice(0, 200) };
          await appendAudit(scope, { action: 'dependency.decide', resourceType: 'dependency', details });
          const message = 'The engagement has no dependency with this id.';
          const results = ids.map((id) =>
            decided.has(id)
              ? { id, outcome: status }
              : { id, outcome: 'failed', code: 'dependency_not_found', message },
          );
          const failed = results.filter(({ outcome }) => outcome === 'failed').length;
          return { results, succeeded: results.length - failed, failed };
        }),
    );
  };
}

interface OffsetPage {
  readonly offset: number;
  readonly limit: number;
}

function pageFrom(limit: number, cursor: string | undefined): OffsetPage {
  return { limit, offset: cursor === undefined ? 0 : decodeCursor(cursor, position).offset };
}

function nextCursor({ offset, limit }: OffsetPage, total: number): string | null {
  return offset + limit < total ? encodeCursor({ offset: offset + limit }) : null;
}
