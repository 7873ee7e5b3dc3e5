import { batchCommandAnswer, batchCommandBody } from '@landfall/contract/incomplete-flows';
import type { BatchCommand } from '@landfall/domain/flow/batch-command';
import { asId, type FlowId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { tenantOf } from '../../platform/request-access.ts';
import type { Caller } from './flows.service.ts';

type Result = z.infer<typeof batchCommandAnswer>['results'][number];

/** What each command does to one flow; a refusal is an `AppError`. */
export type BatchCommands = Readonly<
  Record<
    BatchCommand,
    (
      caller: Caller,
      order: { readonly flowId: FlowId; readonly reason: string | undefined },
    ) => Promise<{ readonly outcome: string }>
  >
>;

/** Pausing or resuming several flows at once. */
export function batchCommandRoutes(commands: BatchCommands): FastifyPluginAsyncZod {
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
        const caller = tenantOf(request);
        const results: Result[] = [];
        for (const id of new Set(ids)) {
          results.push(await commandOne(commands[command], caller, { flowId: asId<'Flow'>(id), reason }));
        }
        const failed = results.filter(({ code }) => code !== undefined).length;
        return { results, succeeded: results.length - failed, failed };
      },
    );
  };
}

async function commandOne(
  command: BatchCommands[BatchCommand],
  caller: Caller,
  order: { readonly flowId: FlowId; readonly reason: string | undefined },
): Promise<Result> {
  const { flowId: id } = order;
  try {
    const { outcome } = await command(caller, order);
    return { id, outcome };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, outcome: 'refused', code: error.code, message: error.message };
  }
}
