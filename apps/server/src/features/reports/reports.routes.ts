import type { Readable } from 'node:stream';
import { importReport, reportQuery } from '@landfall/contract/import-report';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { workbookStream } from '../../platform/workbook-writer.ts';
import { importReportOf } from './import-report.service.ts';
import type { ReportSources } from './report-sources.ts';
import { reportSheets } from './report-workbook.ts';

export interface ReportRouteDeps {
  readonly db: Db;
  readonly sources: ReportSources;
}

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What is handed over about an import; each download is audited. */
export function reportRoutes({ db, sources }: ReportRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/data-imports/:import_id/report',
      {
        config: { right: 'import.read' },
        schema: {
          tags: ['imports'],
          summary: 'Everything that is known of an import, as JSON or as a workbook with one sheet a section',
          params: z.object({ import_id: z.uuid() }),
          querystring: reportQuery,
          response: {
            200: importReport.or(
              z.custom<Readable>().meta({ description: 'With format=xlsx: the workbook.' }),
            ),
          },
        },
      },
      async (request, reply) => {
        const { import_id: importId } = request.params;
        const { format } = request.query;
        const subject = { importId, maySee: maySeeSensitiveData(request), at: new Date().toISOString() };
        const report = await inTenantScope(db, tenantOf(request), async (scope) => {
          const made = await importReportOf(scope, sources, subject);
          await appendAudit(scope, {
            action: 'import.report',
            resourceType: 'data_import',
            resourceId: importId,
            details: { format },
          });
          return made;
        });
        reply.header('content-disposition', `attachment; filename="import-report-${importId}.${format}"`);
        if (format === 'json') return report;
        return reply.type(workbookType).send(workbookStream(reportSheets(report)));
      },
    );
  };
}
