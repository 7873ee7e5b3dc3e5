import {
  batchDeleteAnswer,
  batchDeleteBody,
  deleteFlowAnswer,
  deleteFlowBody,
  deleteFlowQuery,
  deletionImpact,
  deletionProgress,
} from '@landfall/contract/deletion';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { requireRight, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { noDeletion } from './deletion.errors.ts';
import { findDeletion } from './deletion.repository.ts';
import { deleteFlow, deleteFlows, type DeletionDeps } from './deletion.service.ts';
import { flowParams as params, progressOnWire } from './deletion.wire.ts';
import { impactOf, planDeletion } from './plan-deletion.service.ts';

const tags = ['flows'];

/** Deleting flows: what it would do, doing it, and how far the removal of the data is. */
export function deletionRoutes(deps: DeletionDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(lookingRoutes(deps));
    await app.register(deletingRoutes(deps));
  };
}

function lookingRoutes(deps: DeletionDeps): FastifyPluginAsyncZod {
  const config = { right: 'flow.read' } as const;
  return async (app) => {
    app.get(
      '/discovery/flows/:flow_id/deletion-impact',
      {
        config,
        schema: {
          tags,
          summary: 'What deleting a flow would remove',
          params,
          response: { 200: deletionImpact },
        },
      },
      async (request) => {
        const caller = tenantOf(request);
        const found = await planDeletion(deps, caller, asId<'Flow'>(request.params.flow_id));
        return impactOf(deps, caller, found);
      },
    );
    app.get(
      '/discovery/flows/:flow_id/deletion',
      {
        config,
        schema: { tags, summary: 'How far a deletion is', params, response: { 200: deletionProgress } },
      },
      async (request) => {
        const tenant = { ...tenantOf(request), readOnly: true };
        const found = await inTenantScope(deps.db, tenant, (scope) =>
          findDeletion(scope, request.params.flow_id),
        );
        if (found === undefined) throw noDeletion();
        return progressOnWire(found);
      },
    );
  };
}

/** The route lets an analyst in; the flow of somebody else needs more. */
function rightGuard(request: FastifyRequest) {
  const { actor } = tenantOf(request);
  return (createdBy: string): void =>
    requireRight(request, createdBy === actor.userId ? 'flow.delete_own' : 'flow.delete_any');
}

function deletingRoutes(deps: DeletionDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.delete(
      '/discovery/flows/:flow_id',
      {
        config: { right: 'flow.delete_own' },
        schema: {
          tags,
          summary: 'Delete a flow and everything it brought',
          params,
          querystring: deleteFlowQuery,
          body: deleteFlowBody.nullish(),
          response: { 200: deleteFlowAnswer, 202: deleteFlowAnswer },
        },
      },
      async (request, reply) => {
        const given = { ...request.query, ...request.body };
        const { answer } = await deleteFlow(deps, tenantOf(request), {
          flowId: asId(request.params.flow_id),
          force: given.force ?? false,
          reason: given.reason,
          planHash: given.plan_hash,
          requireRight: rightGuard(request),
        });
        return reply.status(answer.outcome === 'deleted' ? 202 : 200).send(answer);
      },
    );
    app.post(
      '/discovery/flows/batch-delete',
      {
        config: { right: 'flow.delete_any' },
        schema: {
          tags,
          summary: 'Delete up to a hundred flows',
          body: batchDeleteBody,
          response: { 200: batchDeleteAnswer },
        },
      },
      (request) =>
        deleteFlows(deps, tenantOf(request), {
          flowIds: request.body.flow_ids.map((id) => asId<'Flow'>(id)),
          force: request.body.force ?? false,
          reason: request.body.reason,
          requireRight: rightGuard(request),
          onUnexpected: (error) => request.log.error({ err: error }, 'a flow of a batch was not deleted'),
        }),
    );
  };
}
