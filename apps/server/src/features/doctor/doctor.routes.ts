import { doctorQuery, doctorReport, healBody } from '@landfall/contract/doctor';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { accessOf } from '../../platform/request-access.ts';
import { type DoctorDeps, runDoctor } from './doctor.service.ts';
import { choicesOf, reportOnWire } from './doctor.wire.ts';

const tags = ['admin'];
const config = { right: 'platform.operate', context: 'none' } as const;

/** The doctor for platform administrators: what is inconsistent anywhere, and its cures. */
export function doctorRoutes(deps: DoctorDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/doctor',
      {
        config,
        schema: {
          tags,
          summary: 'What is inconsistent; nothing is changed',
          querystring: doctorQuery,
          response: { 200: doctorReport },
        },
      },
      async (request) => {
        const { actor, requestId } = accessOf(request);
        const {
          client_account_id: clientAccountId,
          engagement_id: engagementId,
          flow_id: flowId,
        } = request.query;
        const place = { clientAccountId, engagementId, flowId };
        const order = { ...place, mode: 'report', choices: new Map(), actor, requestId } as const;
        return reportOnWire(await runDoctor(deps, order));
      },
    );
    app.post(
      '/admin/doctor',
      {
        config,
        schema: {
          tags,
          summary: 'Cure what is certain, and what the caller confirms',
          body: healBody,
          response: { 200: doctorReport },
        },
      },
      async (request) => {
        const { actor, requestId } = accessOf(request);
        const { body } = request;
        const { client_account_id: clientAccountId, engagement_id: engagementId, flow_id: flowId } = body;
        const place = { clientAccountId, engagementId, flowId };
        const wish = { mode: 'heal', codes: body.findings, choices: choicesOf(body) } as const;
        return reportOnWire(await runDoctor(deps, { ...place, ...wish, actor, requestId }));
      },
    );
  };
}
