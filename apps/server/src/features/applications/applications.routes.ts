import {
  applicationAssetsPage,
  applicationDetails,
  applicationsPage,
  applicationsQuery,
  applicationsSummary,
  editApplicationBody,
  linkAssetsBody,
  mergeApplicationsBody,
  newApplicationBody,
  splitApplicationBody,
} from '@landfall/contract/applications';
import { bulkAnswer, pageQuery } from '@landfall/contract/common';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { nextOffset, offsetPage } from '../../platform/wire.ts';
import { applicationNotFound } from './applications.errors.ts';
import {
  countApplications,
  findApplication,
  listApplications,
  listLinkedAssets,
} from './applications.repository.ts';
import {
  confirm,
  createApplication,
  describeApplication,
  editApplication,
  linkAssets,
  mergeApplications,
  splitApplication,
} from './applications.service.ts';
import { applicationOnWire, detailsOnWire, linkedAssetOnWire } from './applications.wire.ts';

const tags = ['applications'];
const reads = { right: 'asset.read' } as const;
const edits = { right: 'asset.edit' } as const;
const params = z.object({ id: z.uuid() });
const details = { 200: applicationDetails };

/** Canonical applications: what names and assets refer to. */
export function applicationRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(listRoutes({ db }));
    await app.register(readRoutes({ db }));
    await app.register(editRoutes({ db }));
    await app.register(groupingRoutes({ db }));
    await app.register(linkRoutes({ db }));
  };
}

function listRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const summary = 'Canonical applications by name';
    const list = { tags, summary, querystring: applicationsQuery, response: { 200: applicationsPage } };
    app.get('/applications', { config: reads, schema: list }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
        const { search, confirmed, asset_id: assetId } = request.query;
        const page = offsetPage(request.query);
        const { applications, total } = await listApplications(scope, { search, confirmed, assetId }, page);
        return { items: applications.map(applicationOnWire), total, next_cursor: nextOffset(page, total) };
      }),
    );
    const counts = {
      tags,
      summary: 'How far assets belong to applications',
      response: { 200: applicationsSummary },
    };
    app.get('/applications/summary', { config: reads, schema: counts }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
        const { withoutApplication, ...totals } = await countApplications(scope);
        return { ...totals, assets_without_application: withoutApplication };
      }),
    );
  };
}

function readRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const one = { tags, summary: 'One application with its spellings', params, response: details };
    app.get('/applications/:id', { config: reads, schema: one }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) =>
        detailsOnWire(await describeApplication(scope, request.params.id)),
      ),
    );
    const summary = 'Assets of an application, each with why';
    const assets = {
      tags,
      summary,
      params,
      querystring: pageQuery,
      response: { 200: applicationAssetsPage },
    };
    app.get('/applications/:id/assets', { config: reads, schema: assets }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
        const { id } = request.params;
        if ((await findApplication(scope, id)) === undefined) throw applicationNotFound();
        const page = offsetPage(request.query);
        const found = await listLinkedAssets(scope, id, page);
        const items = found.assets.map(linkedAssetOnWire);
        return { items, total: found.total, next_cursor: nextOffset(page, found.total) };
      }),
    );
  };
}

function editRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const create = {
      tags,
      summary: 'Adds an application',
      body: newApplicationBody,
      response: { 201: applicationDetails },
    };
    app.post('/applications', { config: edits, schema: create }, async (request, reply) => {
      const made = await inTenantScope(db, tenantOf(request), async (scope) =>
        describeApplication(scope, await createApplication(scope, request.body)),
      );
      return reply.status(201).send(detailsOnWire(made));
    });
    const edit = {
      tags,
      summary: 'Renames an application or says what it is',
      params,
      body: editApplicationBody,
      response: details,
    };
    app.patch('/applications/:id', { config: edits, schema: edit }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { id } = request.params;
        const { expected_version: version, ...facts } = request.body;
        await editApplication(scope, { id, version }, facts);
        return detailsOnWire(await describeApplication(scope, id));
      }),
    );
    const confirmed = {
      tags,
      summary: 'Says that an application is right as it is',
      params,
      response: details,
    };
    app.post('/applications/:id/confirm', { config: edits, schema: confirmed }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        await confirm(scope, request.params.id);
        return detailsOnWire(await describeApplication(scope, request.params.id));
      }),
    );
  };
}

function groupingRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const merge = {
      tags,
      summary: 'Makes several applications one',
      params,
      body: mergeApplicationsBody,
      response: details,
    };
    app.post('/applications/:id/merge', { config: edits, schema: merge }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        await mergeApplications(scope, request.params.id, request.body.other_ids);
        return detailsOnWire(await describeApplication(scope, request.params.id));
      }),
    );
    const split = {
      tags,
      summary: 'Moves spellings to a new or another application',
      params,
      body: splitApplicationBody,
      response: details,
    };
    app.post('/applications/:id/split', { config: edits, schema: split }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const to = await splitApplication(scope, request.params.id, request.body);
        return detailsOnWire(await describeApplication(scope, to));
      }),
    );
  };
}

function linkRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    const link = {
      tags,
      summary: 'Links assets to an application or unlinks them',
      params,
      body: linkAssetsBody,
      response: { 200: bulkAnswer },
    };
    app.post('/applications/:id/links', { config: edits, schema: link }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { asset_ids: assetIds, decision } = request.body;
        const done = await linkAssets(scope, { id: request.params.id, assetIds }, decision);
        const message = 'The engagement has no asset with this id.';
        const results = assetIds.map((id) =>
          done.has(id)
            ? { id, outcome: decision }
            : { id, outcome: 'failed', code: 'asset_not_found', message },
        );
        const failed = results.filter(({ outcome }) => outcome === 'failed').length;
        return { results, succeeded: results.length - failed, failed };
      }),
    );
  };
}
