import { learnedMappingsPage, learnedMappingsQuery } from '@landfall/contract/mappings';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { learnedConfidence } from '@landfall/domain/schema-matching/learned-mapping';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { decodeCursor, encodeCursor, isoTime } from '../../platform/wire.ts';
import { deleteLearned, type LearnedRow, listLearned } from './learned-mappings.repository.ts';
import { learnedMappingNotFound } from './mappings.errors.ts';

const tags = ['mappings'];
const config = { right: 'engagement.settings' } as const;
const position = z.strictObject({ after: z.uuid() });

const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'What decisions of this client account have taught',
      querystring: learnedMappingsQuery,
      response: { 200: learnedMappingsPage },
    },
  },
  forget: {
    config,
    schema: {
      tags,
      summary: 'Forget one learned mapping',
      params: z.object({ id: z.uuid() }),
      response: { 204: z.void().describe('Done.') },
    },
  },
} as const;

/** What the client account has learned about headers; nobody else's is ever seen. */
export function learnedMappingRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/learned-mappings', routes.list, async (request) => {
      const { search, category, cursor, limit } = request.query;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, position).after;
      const { rows, total } = await inTenantScope(db, { ...tenantOf(request), readOnly: true }, (scope) =>
        listLearned(scope, { search: search?.trim() || undefined, category, after, limit }),
      );
      const last = rows.length === limit ? rows.at(-1) : undefined;
      const next = last === undefined ? null : encodeCursor({ after: last.id });
      return { items: rows.map(onWire), total, next_cursor: next };
    });
    app.delete('/learned-mappings/:id', routes.forget, async (request, reply) => {
      await inTenantScope(db, tenantOf(request), async (scope) => {
        const forgotten = await deleteLearned(scope, request.params.id);
        if (forgotten === undefined) throw learnedMappingNotFound();
        const details = { header: forgotten.header, target_field: forgotten.targetField };
        const entry = { action: 'learned_mapping.delete', resourceType: 'learned_mapping' };
        await appendAudit(scope, { ...entry, resourceId: request.params.id, details });
      });
      return reply.status(204).send();
    });
  };
}

function onWire(row: LearnedRow) {
  return {
    id: row.id,
    header: row.header,
    import_category: row.category,
    source_system: row.sourceSystem,
    target_field: row.targetField,
    target_label: findTargetField(row.targetField)?.label ?? row.targetField,
    polarity: row.polarity,
    evidence: row.evidence,
    confidence: learnedConfidence(row.positives, row.negatives),
    last_evidence_at: isoTime(row.lastEvidenceAt),
    last_decided_by_name: row.lastDecidedByName,
  };
}
