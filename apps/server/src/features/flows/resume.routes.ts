import {
  resumeAnswer,
  resumeBody,
  resumeIntelligentBody,
  resumeWithMappingsBody,
} from '@landfall/contract/flow-resume';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { mayDo, requireRight, tenantOf } from '../../platform/request-access.ts';
import { flowParams as params } from './flows.wire.ts';
import type { ResumeDeps } from './resume-ports.ts';
import { resumeWithMappings } from './resume-with-mappings.service.ts';
import type { ResumeOrder } from './resume-order.ts';
import { resumeFlow } from './resume.service.ts';

const tags = ['flows'];
const config = { right: 'flow.control' } as const;
const response = { 200: resumeAnswer };

/** The four doors of a resume. What each means for a flow is decided by one table. */
export function resumeRoutes(deps: ResumeDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(plainRoutes(deps));
    await app.register(decidingRoutes(deps));
  };
}

type Door = FastifyRequest<{ Params: z.infer<typeof params> }>;

/** What every door makes of its request: who may do what, and which flow it is about. */
function baseOf(request: Door): Pick<ResumeOrder, 'flowId' | 'mayDo' | 'requireRight'> {
  return {
    flowId: asId(request.params.flow_id),
    mayDo: (right) => mayDo(request, right),
    requireRight: (right) => requireRight(request, right),
  };
}

const auto = { action: 'auto', forceRestart: false } as const;
const noBulk = { approveConfidenceAtLeast: undefined, remaining: undefined } as const;

function plainRoutes(deps: ResumeDeps): FastifyPluginAsyncZod {
  return async (app) => {
    for (const path of ['/flows/:flow_id/resume', '/discovery/flows/:flow_id/resume']) {
      const summary = 'Go on after a pause, a failure or a lost worker; never approves';
      app.post(
        path,
        { config, schema: { tags, summary, params, body: resumeBody.nullish(), response } },
        (request) => {
          const { resume_context: context, expected_version: expectedVersion } = request.body ?? {};
          const order = { ...baseOf(request), ...noBulk, wish: auto, context, expectedVersion };
          return resumeFlow(deps, tenantOf(request), order);
        },
      );
    }
  };
}

function decidingRoutes(deps: ResumeDeps): FastifyPluginAsyncZod {
  return async (app) => {
    const path = '/discovery/flow/:flow_id';
    app.post(
      `${path}/resume`,
      {
        config,
        schema: {
          tags,
          summary: 'Save column decisions, then approve, ask for changes or go on',
          params,
          body: resumeWithMappingsBody.nullish(),
          response,
        },
      },
      (request) => {
        const body = request.body ?? {};
        const order = { ...baseOf(request), ...partsOf(body), wish: auto };
        const { field_mappings: fieldMappings, approval } = body;
        return resumeWithMappings(deps, tenantOf(request), { ...order, fieldMappings, approval });
      },
    );
    app.post(
      `${path}/resume-intelligent`,
      {
        config,
        schema: {
          tags,
          summary: 'Go on, approve, suggest again or start over, as the state of the flow allows',
          params,
          body: resumeIntelligentBody.nullish(),
          response,
        },
      },
      (request) => {
        const body = request.body ?? resumeIntelligentBody.parse({});
        const wish = { action: body.action, forceRestart: body.force_restart };
        return resumeFlow(deps, tenantOf(request), { ...baseOf(request), ...partsOf(body), wish });
      },
    );
  };
}

type Parts = Pick<
  z.infer<typeof resumeIntelligentBody>,
  | 'gate_revision'
  | 'note'
  | 'approve_confidence_at_least'
  | 'remaining'
  | 'confirm_large_change'
  | 'expected_version'
>;

/** What an approval brings along, in the words of the service. */
function partsOf(body: Partial<Parts>) {
  return {
    gateRevision: body.gate_revision,
    note: body.note,
    approveConfidenceAtLeast: body.approve_confidence_at_least,
    remaining: body.remaining,
    confirmedChange: body.confirm_large_change,
    expectedVersion: body.expected_version,
  };
}
