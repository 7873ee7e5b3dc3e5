import { batchCommandAnswer, batchCommandBody } from '@landfall/contract/incomplete-flows';
import type { BatchCommand } from '@landfall/domain/flow/batch-command';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { mayDo, requireRight, tenantOf } from '../../platform/request-access.ts';
import { interveneInFlow } from './flows.service.ts';
import type { ResumeDeps } from './resume-ports.ts';
import { resumeFlow } from './resume.service.ts';

type Result = z.infer<typeof batchCommandAnswer>['results'][number];

interface OneOrder {
  readonly flowId: FlowId;
  readonly reason: string | undefined;
}

type GiveCommand = (request: FastifyRequest, order: OneOrder) => Promise<{ readonly outcome: string }>;

/** What each command does to one flow; a refusal is an `AppError`. */
function commandsOf(deps: ResumeDeps): Readonly<Record<BatchCommand, GiveCommand>> {
  return {
    pause: (request, order) => interveneInFlow(deps, tenantOf(request), { type: 'pause', ...order }),
    resume: (request, { flowId, reason }) =>
      resumeFlow(deps, tenantOf(request), {
        flowId,
        wish: { action: 'auto', forceRestart: false },
        context: reason,
        approveConfidenceAtLeast: undefined,
        remaining: undefined,
        mayDo: (right) => mayDo(request, right),
        requireRight: (right) => requireRight(request, right),
      }),
  };
}

/** Pausing or resuming several flows at once. */
export function batchCommandRoutes(deps: ResumeDeps): FastifyPluginAsyncZod {
  const commands = commandsOf(deps);
  return async (app) => {
    app.post(
      '/discovery/flows/batch-commands',
      {
        config: { right: 'flow.control' },
        schema: {
          tags: ['flows'],
          summary: 'Pause or resume several flows',
          description:
            'Each flow is judged on its own, in a transaction of its own; one refusal stops no other.',
          body: batchCommandBody,
          response: { 200: batchCommandAnswer },
        },
      },
      async (request) => {
        const { command, flow_ids: ids, reason } = request.body;
        const results: Result[] = [];
        for (const id of new Set(ids)) {
          results.push(await commandOne(commands[command], request, { flowId: asId<'Flow'>(id), reason }));
        }
        const failed = results.filter(({ code }) => code !== undefined).length;
        return { results, succeeded: results.length - failed, failed };
      },
    );
  };
}

async function commandOne(command: GiveCommand, request: FastifyRequest, order: OneOrder): Promise<Result> {
  const { flowId: id } = order;
  try {
    const { outcome } = await command(request, order);
    return { id, outcome };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, outcome: 'refused', code: error.code, message: error.message };
  }
}
