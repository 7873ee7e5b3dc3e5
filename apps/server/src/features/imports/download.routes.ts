import type { Readable } from 'node:stream';
import { type CleansedFileFormat, downloadQuery } from '@landfall/contract/imports';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import type { FileStore } from '../../platform/file-store.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { type CleansedFile, type CleansedRows, cleansedStream } from './cleansed-file.service.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { notCleansedYet, originalIsGone } from './imports.errors.ts';
import { findOriginal, type OriginalFile } from './imports.repository.ts';
import { importParams } from './imports.wire.ts';
import { mediaTypes } from './media-types.ts';
import { requireSight } from './require-sight.ts';

export interface DownloadDeps {
  readonly db: Db;
  readonly files: Pick<FileStore, 'has' | 'read'>;
  /** The cleansed rows of an import; `undefined` while not all rows are cleansed. */
  readonly cleansedRows: (scope: TenantScope, importId: string) => Promise<CleansedRows | undefined>;
}

/** The uploaded file, byte for byte, or its cleansed rows; each download is audited. */
export function downloadRoutes(deps: DownloadDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/download',
      {
        config: { right: 'import.read' },
        schema: {
          tags: ['imports'],
          summary: 'The uploaded file, or its cleansed rows',
          params: importParams,
          querystring: downloadQuery,
          response: {
            200: z.custom<Readable>().meta({
              description:
                'The file as it was uploaded, or with kind=cleansed the values of every target field by source row.',
            }),
          },
        },
      },
      async (request, reply) => {
        const { import_id: importId } = request.params;
        const { kind, format = 'csv' } = request.query;
        const { headers, body } =
          kind === 'original'
            ? await originalOf(deps, request, importId)
            : await cleansedOf(deps, request, { importId, format });
        return reply.headers(headers).send(body);
      },
    );
  };
}

interface Download {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Readable;
}

async function originalOf(
  { db, files }: DownloadDeps,
  request: FastifyRequest,
  importId: string,
): Promise<Download> {
  const original = await inTenantScope(db, tenantOf(request), async (scope) => {
    await requireSight(scope, request, importId);
    const found = await findOriginal(scope, importId);
    if (found === undefined || !(await files.has(found.storageKey))) throw originalIsGone();
    const details = { sha256: found.sha256, size_bytes: found.sizeBytes };
    await appendAudit(scope, {
      action: 'import.download',
      resourceType: 'data_import',
      resourceId: importId,
      details,
    });
    return found;
  });
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': original.sizeBytes,
    'content-disposition': attachment(original),
  };
  return { headers, body: files.read(original.storageKey) };
}

async function cleansedOf(
  { db, cleansedRows }: DownloadDeps,
  request: FastifyRequest,
  { importId, format }: { readonly importId: string; readonly format: CleansedFileFormat },
): Promise<Download> {
  const tenant = tenantOf(request);
  const file = await inTenantScope(db, tenant, async (scope): Promise<CleansedFile> => {
    await requireSight(scope, request, importId);
    const cleansed = await cleansedRows(scope, importId);
    if (cleansed === undefined) throw notCleansedYet();
    await appendAudit(scope, {
      action: 'import.download_cleansed',
      resourceType: 'data_import',
      resourceId: importId,
      details: { format },
    });
    const hidden = await hiddenColumns(scope, request, importId);
    return {
      importId,
      cleansed,
      hidden,
      read: (work) => inTenantScope(db, { ...tenant, readOnly: true }, work),
    };
  });
  const headers = {
    'content-type': mediaTypes[format],
    'content-disposition': `attachment; filename="cleansed-rows-${importId}.${format}"`,
  };
  return { headers, body: cleansedStream(file, format) };
}

/** Never shown by a browser, always saved; a name in other letters is given twice, as RFC 6266 says. */
function attachment({ fileName }: OriginalFile): string {
  const plain = fileName.replaceAll(/[^\w .()+-]/g, '_');
  // By way of bytes: half a character, which a name may hold, cannot be percent-encoded.
  const encoded = encodeURIComponent(Buffer.from(fileName).toString()).replaceAll(/['()*]/g, percentEncoded);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
