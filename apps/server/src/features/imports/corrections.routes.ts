import type { Readable } from 'node:stream';
import { fastifyMultipart } from '@fastify/multipart';
import {
  type CorrectionAnswer,
  correctionAnswer,
  rejectedRowsPage,
  rejectedRowsQuery,
} from '@landfall/contract/corrections';
import { correctionRefusalText } from '@landfall/domain/corrections/correct-rows';
import { rejectReasonText } from '@landfall/domain/inventory/row-results';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import type { FileStore } from '../../platform/file-store.ts';
import { answerAgain } from '../../platform/idempotency.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import {
  addCorrection,
  type CorrectionDeps,
  type CorrectionResult,
  flowOfImport,
  NothingToCorrect,
} from './corrections.service.ts';
import {
  type FailedRows,
  type FailedRowsFormat,
  failedRowsFormats,
  failedRowsStream,
} from './failed-rows.service.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { withoutHidden } from './hide-sensitive.ts';
import type { ImportLimits } from './import-settings.ts';
import { importParams } from './imports.wire.ts';
import { mediaTypes } from './media-types.ts';
import { correctionOf, receiveForm, receiveRows } from './receive-correction.ts';
import { readRejected } from './rejected-rows.service.ts';
import { openSource, rejectedSource } from './rejected-source.ts';

export interface CorrectionRouteDeps extends CorrectionDeps {
  readonly db: Db;
  readonly files: FileStore;
  readonly limits: ImportLimits;
}

const tags = ['imports'];

/** Rejected rows of an import: shown, downloaded, and corrected by a file or in the grid. */
export function correctionRoutes(deps: CorrectionRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(rejectedRoutes(deps));
    await app.register(addingRoutes(deps));
  };
}

function rejectedRoutes(deps: CorrectionRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/rejected-rows',
      {
        config: { right: 'import.read' },
        schema: {
          tags,
          summary: 'Rejected rows as they stand, with their cells',
          params: importParams,
          querystring: rejectedRowsQuery,
          response: { 200: rejectedRowsPage },
        },
      },
      (request) => rejectedPage(deps, request, request.params.import_id),
    );
    app.get(
      '/data-imports/:import_id/failed-rows',
      {
        config: { right: 'import.read' },
        schema: {
          tags,
          summary: 'The rejected rows as a file to correct and send back',
          params: importParams,
          querystring: z.object({ format: z.enum(failedRowsFormats).default('csv') }),
          response: {
            200: z.custom<Readable>().meta({ description: 'The rejected rows with their reasons.' }),
          },
        },
      },
      async (request, reply) => {
        const { format } = request.query;
        const failed = await failedRowsOf(deps, request, { importId: request.params.import_id, format });
        return reply
          .type(mediaTypes[format])
          .header('content-disposition', `attachment; filename="failed-rows.${format}"`)
          .send(failedRowsStream(failed, format));
      },
    );
  };
}

function addingRoutes(deps: CorrectionRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(fastifyMultipart, {
      limits: { fileSize: deps.limits.maxFileBytes + 1, files: 1, fields: 1, fieldSize: 16_384, parts: 2 },
    });
    app.post(
      '/data-imports/:import_id/corrections',
      {
        bodyLimit: deps.limits.maxFileBytes + 1024 * 1024,
        config: { right: 'import.upload', takesFile: true },
        schema: {
          tags,
          summary: 'Correct rejected rows: the failed-rows file changed, or a list of rows',
          consumes: ['multipart/form-data', 'application/json'],
          params: importParams,
          response: { 200: correctionAnswer },
        },
      },
      async (request, reply) => {
        const answer = await correct(deps, { request, reply }, request.params.import_id);
        return answer === undefined ? reply : reply.send(answer);
      },
    );
  };
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function rejectedPage(
  deps: CorrectionRouteDeps,
  request: FastifyRequest,
  importId: string,
): Promise<z.infer<typeof rejectedRowsPage>> {
  const { from_row: fromRow, limit } = rejectedRowsQuery.parse(request.query);
  return inTenantScope(deps.db, { ...tenantOf(request), readOnly: true }, async (scope) => {
    const { source, flow, rejected } = await rejectedSource(scope, deps, importId);
    const hidden = await hiddenColumns(scope, request, importId);
    const following = rejected.filter(({ row }) => row >= fromRow);
    const records = await readRejected(scope, source, following.slice(0, limit));
    return {
      columns: source.columns.map(({ key, header }) => ({
        key,
        header,
        is_hidden: hidden.isColumnHidden(key),
      })),
      items: records.map(({ row, reason, text, record }) => ({
        row_number: row,
        line_number: record.line_number,
        revision: record.revision,
        reason_code: reason,
        reason: text || rejectReasonText(reason),
        cells: withoutHidden(record, hidden).raw_data,
      })),
      total: rejected.length,
      next_row: following[limit]?.row ?? null,
      flow,
    };
  });
}

async function failedRowsOf(
  deps: CorrectionRouteDeps,
  request: FastifyRequest,
  { importId, format }: { readonly importId: string; readonly format: FailedRowsFormat },
): Promise<FailedRows> {
  const tenant = tenantOf(request);
  const { source, rejected, hidden } = await inTenantScope(deps.db, tenant, async (scope) => {
    const found = await rejectedSource(scope, deps, importId);
    await appendAudit(scope, {
      action: 'import.download_failed_rows',
      resourceType: 'data_import',
      resourceId: importId,
      details: { format, rows: found.rejected.length },
    });
    return { ...found, hidden: await hiddenColumns(scope, request, importId) };
  });
  return {
    source,
    rejected,
    hidden,
    read: (work) => inTenantScope(deps.db, { ...tenant, readOnly: true }, work),
  };
}

/** What came of a correction; `undefined` when an earlier answer to the same request was given again. */
async function correct(
  deps: CorrectionRouteDeps,
  { request, reply }: Exchange,
  importId: string,
): Promise<CorrectionAnswer | undefined> {
  // Another tenant's import is told apart from nothing before a byte of the body is looked at.
  const source = await inTenantScope(deps.db, { ...tenantOf(request), readOnly: true }, (scope) =>
    openSource(scope, importId),
  );
  const received = request.isMultipart()
    ? await receiveForm(deps, request.parts())
    : await receiveRows(deps, request.body);
  const discard = () => received.arrived.incoming.discard();
  if (request.earlierAnswer !== null) {
    await discard();
    await answerAgain(request, reply, received.hash);
    return undefined;
  }
  request.contentHash = received.hash;
  try {
    const correction = await correctionOf(deps, source, received);
    return await inTenantScope(deps.db, tenantOf(request), async (scope) => {
      const result = await addCorrection(scope, deps, correction);
      return answerOf(result, await flowOfImport(scope, deps, importId));
    });
  } catch (error) {
    await discard();
    if (!(error instanceof NothingToCorrect)) throw error;
    const { result } = error;
    return inTenantScope(deps.db, { ...tenantOf(request), readOnly: true }, async (scope) =>
      answerOf(result, await flowOfImport(scope, deps, importId)),
    );
  }
}

function answerOf(result: CorrectionResult, flow: CorrectionAnswer['flow']): CorrectionAnswer {
  return {
    accepted: result.accepted,
    unchanged: result.unchanged,
    refused: result.refused.map(({ line, row, code }) => ({
      line,
      row_number: row ?? null,
      code,
      message: correctionRefusalText(code),
    })),
    revision: result.revision ?? null,
    flow,
  };
}
