import {
  analysisAnswer,
  analysisQuery,
  editDependencyBody,
  graphAnswer,
  graphQuery,
  newDependencyBody,
  pathAnswer,
  pathQuery,
} from '@landfall/contract/dependencies';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { analysisOnWire, graphOnWire, groupsOnWire } from './dependency-graph.wire.ts';
import { addDependency, decideDependency, removeDependency } from './edit-dependencies.service.ts';
import { analyseGraph } from './graph-analysis.service.ts';
import { readGroupedGraph } from './graph-groups.service.ts';
import { readGraph, readPaths } from './graph.service.ts';

const tags = ['dependencies'];
const reads = { right: 'asset.read' } as const;
const edits = { right: 'asset.edit' } as const;
const params = z.object({ id: z.uuid() });
const changed = z.object({ id: z.uuid() });
/** The whole graph may have a hundred thousand edges. */
const statementTimeoutMs = 30_000;

/** The dependencies of an engagement as a graph, and edges that persons make. */
export function dependencyGraphRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(readRoutes({ db }));
    await app.register(editRoutes({ db }));
  };
}

function readRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const graph = {
      tags,
      summary: 'The neighbourhood of an asset, small enough to be drawn, by assets or by groups of them',
      querystring: graphQuery,
      response: { 200: graphAnswer },
    };
    app.get('/dependencies/graph', { config: reads, schema: graph }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true, statementTimeoutMs }, async (scope) => {
        const { include_noise: includesNoise, center, group_by: grouping, ...rest } = request.query;
        const asked = { ...rest, center, includesNoise };
        if (grouping === undefined) return graphOnWire(await readGraph(scope, asked));
        return groupsOnWire(grouping, await readGroupedGraph(scope, asked, grouping));
      }),
    );
    const analysis = {
      tags,
      summary: 'Groups that move together, shared services, orphans',
      querystring: analysisQuery,
      response: { 200: analysisAnswer },
    };
    app.get('/dependencies/analysis', { config: reads, schema: analysis }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true, statementTimeoutMs }, async (scope) =>
        analysisOnWire(await analyseGraph(scope, request.query.include_noise)),
      ),
    );
    const path = {
      tags,
      summary: 'Ways from one asset to another',
      querystring: pathQuery,
      response: { 200: pathAnswer },
    };
    app.get('/dependencies/path', { config: reads, schema: path }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true, statementTimeoutMs }, async (scope) => {
        const { from, to, include_noise: includesNoise } = request.query;
        const paths = await readPaths(scope, { from, to, includesNoise });
        return { paths: paths.map((assets) => ({ assets })) };
      }),
    );
  };
}

function editRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const add = { tags, summary: 'Adds a dependency', body: newDependencyBody, response: { 201: changed } };
    app.post('/dependencies', { config: edits, schema: add }, async (request, reply) => {
      const { source_id: sourceId, target_id: targetId, dependency_type: type, ...rest } = request.body;
      const edge = { sourceId, targetId, type, port: rest.port ?? null, protocol: rest.protocol ?? null };
      const id = await inTenantScope(db, tenantOf(request), (scope) => addDependency(scope, edge));
      return reply.status(201).send({ id });
    });
    const edit = {
      tags,
      summary: 'Confirms or rejects a dependency',
      params,
      body: editDependencyBody,
      response: { 200: changed },
    };
    app.patch('/dependencies/:id', { config: edits, schema: edit }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { id } = request.params;
        const { expected_version: version, status } = request.body;
        await decideDependency(scope, { id, version }, status);
        return { id };
      }),
    );
    const remove = {
      tags,
      summary: 'Takes back a dependency that a person made',
      params,
      response: { 204: z.void().describe('Done.') },
    };
    app.delete('/dependencies/:id', { config: edits, schema: remove }, async (request, reply) => {
      await inTenantScope(db, tenantOf(request), (scope) => removeDependency(scope, request.params.id));
      return reply.status(204).send();
    });
  };
}
