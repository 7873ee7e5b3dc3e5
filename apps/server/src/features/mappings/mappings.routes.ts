import {
  attributeCoverageAnswer,
  bulkDecisionsAnswer,
  bulkDecisionsBody,
  fieldMappingsAnswer,
  fieldMappingsQuery,
  patchMappingAnswer,
  patchMappingBody,
  regenerateAnswer,
  targetFieldsAnswer,
  targetFieldsQuery,
} from '@landfall/contract/mappings';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { customFieldRoutes } from './custom-fields.routes.ts';
import { decideOne } from './decide-mappings.service.ts';
import { learnedMappingRoutes } from './learned-mappings.routes.ts';
import {
  coverageOf,
  decideInBulk,
  findTargetFields,
  listPage,
  regenerate,
  viewMapping,
} from './mappings.service.ts';

export interface MappingRouteDeps {
  readonly db: Db;
  readonly flows: Pick<FlowPort, 'noteDecision'>;
}

const tags = ['mappings'];
const read = { right: 'mapping.read' } as const;
const decide = { right: 'mapping.decide' } as const;
const importParams = z.object({ import_id: z.uuid() });
const mappingParams = z.object({ mapping_id: z.uuid() });

/** Target fields, the mappings of an import and the decisions about them. */
export function mappingRoutes(deps: MappingRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(targetFieldRoutes(deps));
    await app.register(viewRoutes(deps));
    await app.register(decisionRoutes(deps));
    await app.register(bulkRoutes(deps));
    await app.register(customFieldRoutes(deps));
    await app.register(learnedMappingRoutes(deps));
  };
}

function targetFieldRoutes({ db }: MappingRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/target-fields',
      {
        config: read,
        schema: {
          tags,
          summary: 'Fields a column can be mapped to',
          querystring: targetFieldsQuery,
          response: { 200: targetFieldsAnswer },
        },
      },
      (request) =>
        inTenantScope(db, { ...tenantOf(request), readOnly: true }, (scope) =>
          findTargetFields(scope, request.query),
        ),
    );
  };
}

function viewRoutes({ db }: MappingRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/field-mappings',
      {
        config: read,
        schema: {
          tags,
          summary: 'Mappings of an import, with reasons and samples',
          params: importParams,
          querystring: fieldMappingsQuery,
          response: { 200: fieldMappingsAnswer },
        },
      },
      (request) =>
        inTenantScope(db, { ...tenantOf(request), readOnly: true }, (scope) =>
          listPage(scope, request.params.import_id, {
            ...request.query,
            maySeeSensitive: maySeeSensitiveData(request),
          }),
        ),
    );
    app.get(
      '/data-imports/:import_id/attribute-coverage',
      {
        config: read,
        schema: {
          tags,
          summary: 'Critical attributes the mapping feeds',
          params: importParams,
          response: { 200: attributeCoverageAnswer },
        },
      },
      (request) =>
        inTenantScope(db, { ...tenantOf(request), readOnly: true }, (scope) =>
          coverageOf(scope, request.params.import_id),
        ),
    );
  };
}

function decisionRoutes({ db, flows }: MappingRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.patch(
      '/field-mappings/:mapping_id',
      {
        config: decide,
        schema: {
          tags,
          summary: 'Decide about one column',
          params: mappingParams,
          body: patchMappingBody,
          response: { 200: patchMappingAnswer },
        },
      },
      (request) =>
        inTenantScope(db, tenantOf(request), async (scope) => {
          const { mapping_id: mappingId } = request.params;
          const { status, target_field: targetField, transformation, note, expected_version } = request.body;
          const wish = {
            mappingId,
            status,
            targetField,
            transformation,
            note,
            expectedVersion: expected_version,
          };
          const mapped = await decideOne(scope, flows, wish);
          return viewMapping(scope, mapped, { mappingId, maySeeSensitive: maySeeSensitiveData(request) });
        }),
    );
  };
}

function bulkRoutes({ db, flows }: MappingRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/data-imports/:import_id/field-mappings/bulk-decisions',
      {
        config: decide,
        schema: {
          tags,
          summary: 'Decide about many columns',
          params: importParams,
          body: bulkDecisionsBody,
          response: { 200: bulkDecisionsAnswer },
        },
      },
      (request) =>
        inTenantScope(db, tenantOf(request), (scope) =>
          decideInBulk(scope, flows, { importId: request.params.import_id, body: request.body }),
        ),
    );
    app.post(
      '/data-imports/:import_id/field-mappings/regenerate',
      {
        config: decide,
        schema: {
          tags,
          summary: 'Suggest undecided columns again',
          params: importParams,
          response: { 200: regenerateAnswer },
        },
      },
      (request) =>
        inTenantScope(db, tenantOf(request), (scope) => regenerate(scope, flows, request.params.import_id)),
    );
  };
}
