import { canStartAnswer, canStartQuery } from '@landfall/contract/flows';
import {
  flowHistory,
  incompleteFlowsAnswer,
  incompleteFlowsQuery,
} from '@landfall/contract/incomplete-flows';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { blockingFlow, recommendations } from './create-import-flow.ts';
import { historyOf } from './flow-history.ts';
import { findFlowSummary } from './flow-summary.repository.ts';
import type { ViewDeps } from './flow-views.ts';
import { categoryOf, flowParams } from './flows.wire.ts';
import { listIncompleteFlows } from './incomplete-flows.ts';
import { presentSummary } from './present-flow.ts';
import { viewerOf } from './viewer.ts';

const tags = ['flows'];
const config = { right: 'flow.read' } as const;

/** What is unfinished, whether a file may be uploaded, and the history of one flow. */
export function incompleteFlowRoutes(deps: ViewDeps & { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(listRoute(deps));
    await app.register(slotRoute(deps));
    await app.register(historyRoute(deps));
  };
}

function reading<Result>(db: Db, request: FastifyRequest, read: (scope: TenantScope) => Promise<Result>) {
  return inTenantScope(db, { ...tenantOf(request), readOnly: true }, read);
}

function listRoute({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/discovery/flows/incomplete',
      {
        config,
        schema: {
          tags,
          summary: 'Unfinished flows and what this caller can do about each',
          querystring: incompleteFlowsQuery,
          response: { 200: incompleteFlowsAnswer },
        },
      },
      (request) => {
        const { flow_type: flowType, import_category: text } = request.query;
        const category = text === undefined ? undefined : categoryOf(text);
        const viewer = viewerOf(request);
        return reading(db, request, (scope) => listIncompleteFlows(scope, { flowType, category, viewer }));
      },
    );
  };
}

function slotRoute({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/discovery/flows/can-start',
      {
        config,
        schema: {
          tags,
          summary: 'Whether a file can be uploaded now',
          querystring: canStartQuery,
          response: { 200: canStartAnswer },
        },
      },
      async (request) => {
        const category = categoryOf(request.query.import_category);
        const blocking = await reading(db, request, async (scope) => {
          const flowId = await blockingFlow(scope, category);
          return flowId && findFlowSummary(scope, flowId);
        });
        if (blocking === undefined) return { can_start: true, blocking_flow: null, recommendations: [] };
        const flow = presentSummary(blocking);
        return { can_start: false, blocking_flow: flow, recommendations: recommendations(flow) };
      },
    );
  };
}

function historyRoute(deps: ViewDeps & { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/discovery/flows/:flow_id/details',
      {
        config,
        schema: {
          tags,
          summary: 'A flow with its runs, decisions, errors and last events',
          params: flowParams,
          response: { 200: flowHistory },
        },
      },
      (request) => {
        const view = { flowId: asId<'Flow'>(request.params.flow_id), viewer: viewerOf(request) };
        return reading(deps.db, request, (scope) => historyOf(scope, deps, view));
      },
    );
  };
}
