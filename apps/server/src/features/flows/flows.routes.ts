import {
  flowDetails,
  flowEventsAnswer,
  flowsPage,
  flowsQuery,
  flowTypesAnswer,
  gateSchema,
} from '@landfall/contract/flows';
import { flowTypeDefinitions } from '@landfall/domain/flow/flow-type';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { listEvents, listFlowOwners, listFlowSummaries } from './flow-summary.repository.ts';
import { detailsOf, gateOf, requireFlow, type ViewDeps } from './flow-views.ts';
import { noOpenGate } from './flows.errors.ts';
import { discoveryOverviewRoutes } from './discovery-overview.routes.ts';
import { incompleteFlowRoutes } from './incomplete-flows.routes.ts';
import { eventsQuery, filterOf, flowParams, pageOnWire } from './flows.wire.ts';
import { presentEvent, presentFlowType } from './present-flow.ts';
import { viewerOf } from './viewer.ts';

const tags = ['flows'];
const config = { right: 'flow.read' } as const;
const eventsInOneAnswer = 500;

export interface FlowRouteDeps extends ViewDeps {
  readonly db: Db;
}

/** Lists and views of flows; nothing here writes. */
export function flowRoutes(deps: FlowRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(registryRoutes);
    await app.register(listRoutes(deps));
    await app.register(incompleteFlowRoutes(deps));
    await app.register(discoveryOverviewRoutes(deps));
    await app.register(detailRoutes(deps));
    await app.register(journalRoutes(deps));
  };
}

function reading<Result>(db: Db, request: FastifyRequest, read: (scope: TenantScope) => Promise<Result>) {
  return inTenantScope(db, { ...tenantOf(request), readOnly: true }, read);
}

const registryRoutes: FastifyPluginAsyncZod = async (app) => {
  const schema = { tags, summary: 'Flow types with their phases', response: { 200: flowTypesAnswer } };
  app.get('/flow-types', { config, schema }, () => ({ items: flowTypeDefinitions.map(presentFlowType) }));
};

function listRoutes({ db }: FlowRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows',
      {
        config,
        schema: {
          tags,
          summary: 'Flows, newest activity first',
          querystring: flowsQuery,
          response: { 200: flowsPage },
        },
      },
      async (request) => {
        const filter = filterOf(request.query);
        const page = await reading(db, request, async (scope) => ({
          ...(await listFlowSummaries(scope, filter)),
          owners: await listFlowOwners(scope),
        }));
        return pageOnWire(page, filter.limit);
      },
    );
  };
}

function detailRoutes(deps: FlowRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    const summary = 'A flow with runs, gate and accounting';
    app.get(
      '/flows/:flow_id',
      { config, schema: { tags, summary, params: flowParams, response: { 200: flowDetails } } },
      (request) => {
        const view = { flowId: asId<'Flow'>(request.params.flow_id), viewer: viewerOf(request) };
        return reading(deps.db, request, (scope) => detailsOf(scope, deps, view));
      },
    );
    app.get(
      '/flows/:flow_id/gate',
      {
        config,
        schema: { tags, summary: 'The open gate', params: flowParams, response: { 200: gateSchema } },
      },
      async (request) => {
        const gate = await reading(deps.db, request, async (scope) => {
          const row = await requireFlow(scope, asId(request.params.flow_id));
          return gateOf(scope, deps, { row, mayDo: viewerOf(request).mayDo });
        });
        if (gate === null) throw noOpenGate();
        return gate;
      },
    );
  };
}

function journalRoutes({ db }: FlowRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/flows/:flow_id/events',
      {
        config,
        schema: {
          tags,
          summary: 'Journal of a flow',
          params: flowParams,
          querystring: eventsQuery,
          response: { 200: flowEventsAnswer },
        },
      },
      async (request) => {
        const range = { afterSeq: request.query.after_seq, limit: eventsInOneAnswer };
        const flowId: FlowId = asId(request.params.flow_id);
        const { flow, rows } = await reading(db, request, async (scope) => ({
          flow: await requireFlow(scope, flowId),
          rows: await listEvents(scope, flowId, range),
        }));
        return { items: rows.map(presentEvent), last_seq: flow.version };
      },
    );
  };
}
