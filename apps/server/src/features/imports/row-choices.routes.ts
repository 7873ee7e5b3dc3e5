import {
  type RowChoiceAnswer,
  rowChoiceAnswer,
  type RowChoiceBody,
  rowChoiceBody,
  rowQuestions,
} from '@landfall/contract/row-choices';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { addCorrection, flowOfImport, NothingToCorrect } from './corrections.service.ts';
import { importParams } from './imports.wire.ts';
import type { ReceiveDeps } from './receive-file.ts';
import { openSource } from './rejected-source.ts';
import { requireSight } from './require-sight.ts';
import { rowNotRejected } from './row-choices.errors.ts';
import {
  type ChoiceDeps,
  correctionByChoice,
  readQuestions,
  receiveChoice,
  requireRow,
} from './row-choices.service.ts';

export interface ChoiceRouteDeps extends ChoiceDeps, ReceiveDeps {
  readonly db: Db;
}

const tags = ['imports'];
const rowParams = importParams.extend({
  row_number: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31),
});

/** Rejected rows that several assets fit: what they may be, and what a person chose. */
export function rowChoiceRoutes(deps: ChoiceRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/rejected-rows/:row_number/candidates',
      {
        config: { right: 'import.read' },
        schema: {
          tags,
          summary: 'The assets a rejected row may be about, with what tells them apart',
          params: rowParams,
          response: { 200: rowQuestions },
        },
      },
      (request) => {
        const { import_id: importId, row_number: row } = request.params;
        return inTenantScope(deps.db, { ...tenantOf(request), readOnly: true }, async (scope) => {
          await requireSight(scope, request, importId);
          return readQuestions(scope, deps, { importId, row });
        });
      },
    );
    app.post(
      '/data-imports/:import_id/rejected-rows/:row_number/choice',
      {
        config: { right: 'import.correct' },
        schema: {
          tags,
          summary:
            'Choose the asset a rejected row is about, or none of its candidates; the flow goes on with it',
          params: rowParams,
          body: rowChoiceBody,
          response: { 200: rowChoiceAnswer },
        },
      },
      (request) => choose(deps, request, { ...request.params, body: request.body }),
    );
  };
}

type Wanted = z.infer<typeof rowParams> & { readonly body: RowChoiceBody };

async function choose(
  deps: ChoiceRouteDeps,
  request: FastifyRequest,
  { import_id: importId, row_number: row, body }: Wanted,
): Promise<RowChoiceAnswer> {
  const source = await inTenantScope(deps.db, { ...tenantOf(request), readOnly: true }, async (scope) => {
    await requireSight(scope, request, importId);
    return openSource(scope, importId);
  });
  requireRow(source, row);
  const arrived = await receiveChoice(deps, { row, body });
  try {
    await arrived.incoming.keep();
    const correction = correctionByChoice(source, arrived, { row, body, candidates: deps.candidates });
    return await inTenantScope(deps.db, tenantOf(request), async (scope) => {
      const { accepted, revision } = await addCorrection(scope, deps, correction);
      const flow = await flowOfImport(scope, deps, importId);
      return { rows: accepted, revision: revision ?? 0, flow };
    });
  } catch (error) {
    await arrived.incoming.discard();
    // The row that leads the group is not rejected any more.
    throw error instanceof NothingToCorrect ? rowNotRejected(row) : error;
  }
}
