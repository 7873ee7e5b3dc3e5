import { approveBody, commandAnswer, commandBody, rejectBody, restartBody } from '@landfall/contract/flows';
import { type GateKind, gateRight } from '@landfall/domain/flow/gate-kind';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { requireRight, tenantOf } from '../../platform/request-access.ts';
import { flowParams as params } from './flows.wire.ts';
import { type FlowServiceDeps, interveneInFlow, restartFlow } from './flows.service.ts';
import { approveGate, rejectGate } from './gate-decisions.service.ts';

const tags = ['flows'];
const control = { right: 'flow.control' } as const;
const response = { 200: commandAnswer };

/** Commands a person gives to a flow. What they do is decided by the transition table alone. */
export function flowCommandRoutes(deps: FlowServiceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(decisionRoutes(deps));
    await app.register(interventionRoutes(deps));
  };
}

/** The route lets an analyst in; the gate that is open decides whether that is enough. */
function gateGuard(request: FastifyRequest) {
  return (kind: GateKind): void => requireRight(request, gateRight[kind]);
}

function decisionRoutes(deps: FlowServiceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/flows/:flow_id/approve',
      {
        config: control,
        schema: { tags, summary: 'Approve the open gate', params, body: approveBody, response },
      },
      (request) => {
        const { body } = request;
        return approveGate(deps, tenantOf(request), {
          flowId: asId(request.params.flow_id),
          gateId: body.gate_id,
          revision: body.gate_revision,
          note: body.note,
          expectedVersion: body.expected_version,
          approveConfidenceAtLeast: body.approve_confidence_at_least,
          remaining: body.remaining,
          confirmedChange: body.confirm_large_change,
          requireRight: gateGuard(request),
        });
      },
    );
    app.post(
      '/flows/:flow_id/reject',
      { config: control, schema: { tags, summary: 'Ask for changes', params, body: rejectBody, response } },
      (request) => {
        const { body } = request;
        return rejectGate(deps, tenantOf(request), {
          flowId: asId(request.params.flow_id),
          gateId: body.gate_id,
          revision: body.gate_revision,
          reason: body.reason,
          expectedVersion: body.expected_version,
          restartFrom: body.restart_from,
          requireRight: gateGuard(request),
        });
      },
    );
  };
}

const summaries = { pause: 'Pause a flow', retry: 'Retry a failed phase', cancel: 'End a flow' } as const;

function interventionRoutes(deps: FlowServiceDeps): FastifyPluginAsyncZod {
  return async (app) => {
    for (const type of ['pause', 'retry', 'cancel'] as const) {
      app.post(
        `/flows/:flow_id/${type}`,
        {
          config: control,
          schema: { tags, summary: summaries[type], params, body: commandBody.nullish(), response },
        },
        (request) => {
          const { reason, expected_version: expectedVersion } = request.body ?? {};
          const flowId = asId<'Flow'>(request.params.flow_id);
          return interveneInFlow(deps, tenantOf(request), { type, flowId, reason, expectedVersion });
        },
      );
    }
    app.post(
      '/flows/:flow_id/restart',
      {
        config: control,
        schema: { tags, summary: 'Start a phase over', params, body: restartBody, response },
      },
      (request) => {
        const { phase, reason, expected_version: expectedVersion } = request.body;
        const flowId = asId<'Flow'>(request.params.flow_id);
        return restartFlow(deps, tenantOf(request), { flowId, phase, reason, expectedVersion });
      },
    );
  };
}
