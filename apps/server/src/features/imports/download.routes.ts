import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import type { FileStore } from '../../platform/file-store.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { originalIsGone, originalIsSensitive } from './imports.errors.ts';
import { findOriginal, type OriginalFile } from './imports.repository.ts';
import { requireImport } from './imports.service.ts';
import { importParams } from './imports.wire.ts';

export interface DownloadDeps {
  readonly db: Db;
  readonly files: Pick<FileStore, 'has' | 'read'>;
}

/** The uploaded file, byte for byte; each download is audited. */
export function downloadRoutes({ db, files }: DownloadDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/download',
      {
        config: { right: 'import.read' },
        schema: {
          tags: ['imports'],
          summary: 'The uploaded file',
          params: importParams,
          querystring: z.object({ kind: z.literal('original').default('original') }),
          response: { 200: z.custom<Readable>().meta({ description: 'The file as it was uploaded.' }) },
        },
      },
      async (request, reply) => {
        const importId = request.params.import_id;
        const original = await inTenantScope(db, tenantOf(request), async (scope) => {
          const { category } = await requireImport(scope, importId);
          if (category === 'sensitive_data' && !maySeeSensitiveData(request)) throw originalIsSensitive();
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
        return reply
          .type('application/octet-stream')
          .header('content-length', original.sizeBytes)
          .header('content-disposition', attachment(original))
          .send(files.read(original.storageKey));
      },
    );
  };
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
