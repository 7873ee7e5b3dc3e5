import { customTargetFieldBody, targetFieldSchema } from '@landfall/contract/mappings';
import { importCategories } from '@landfall/domain/catalog/import-category';
import type { TenantPair } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type ScopeOptions } from '../../platform/tenant-scope.ts';
import {
  countMappedTo,
  deleteCustomField,
  engagementIds,
  insertCustomField,
  listCustomFields,
} from './custom-fields.repository.ts';
import { fieldExists, fieldInUse, fieldNotFound } from './mappings.errors.ts';
import { customFieldOnWire } from './mappings.wire.ts';

const tags = ['mappings'];

const routes = {
  define: {
    config: { right: 'mapping.decide' },
    schema: {
      tags,
      summary: 'Define a field of this client account',
      body: customTargetFieldBody,
      response: { 201: targetFieldSchema },
    },
  },
  remove: {
    config: { right: 'engagement.settings' },
    schema: {
      tags,
      summary: 'Take away a field that no column is mapped to',
      params: z.object({ key: z.string().max(200) }),
      response: { 204: z.void().describe('Done.') },
    },
  },
} as const;

/** Fields a client account adds to the catalog for itself. */
export function customFieldRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.post('/custom-target-fields', routes.define, async (request, reply) => {
      const { key, label, data_type: dataType, unit } = request.body;
      const field = { key, label, dataType, unit };
      await inTenantScope(db, tenantOf(request), async (scope) => {
        if (!(await insertCustomField(scope, field))) throw fieldExists(key);
        const entry = { action: 'custom_field.create', resourceType: 'custom_target_field' };
        await appendAudit(scope, { ...entry, details: { key, data_type: dataType } });
      });
      return reply.status(201).send(customFieldOnWire(field, [...importCategories]));
    });
    app.delete('/custom-target-fields/:key', routes.remove, async (request, reply) => {
      await removeField(db, tenantOf(request), request.params.key);
      return reply.status(204).send();
    });
  };
}

async function removeField(db: Db, tenant: TenantPair & ScopeOptions, key: string): Promise<void> {
  const engagements = await inTenantScope(db, { ...tenant, readOnly: true }, async (scope) => {
    const isKnown = (await listCustomFields(scope)).some((field) => field.key === key);
    return isKnown ? engagementIds(scope) : [];
  });
  let columns = 0;
  // A field belongs to the whole client account, but its rows are seen one engagement at a time.
  for (const engagementId of engagements) {
    const place = { ...tenant, engagementId, readOnly: true };
    columns += await inTenantScope(db, place, (scope) => countMappedTo(scope, key));
  }
  if (columns > 0) throw fieldInUse(columns);
  await inTenantScope(db, tenant, async (scope) => {
    if (!(await deleteCustomField(scope, key))) throw fieldNotFound();
    const entry = { action: 'custom_field.delete', resourceType: 'custom_target_field' };
    await appendAudit(scope, { ...entry, details: { key } });
  });
}
