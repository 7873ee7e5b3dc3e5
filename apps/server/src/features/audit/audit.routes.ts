import { Readable } from 'node:stream';
import {
  auditExportBody,
  auditPage,
  auditQuery,
  auditVerdict,
  auditVerifyQuery,
} from '@landfall/contract/audit';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { verifyAuditChain } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import { accessOf, clientOf } from '../../platform/request-access.ts';
import {
  type ClientScope,
  inClientScope,
  inPlatformScope,
  type PlatformScope,
} from '../../platform/tenant-scope.ts';
import { findHash, listAudit } from './audit-log.repository.ts';
import { pageOnWire, positionOf, verdictOnWire } from './audit.wire.ts';
import { exportAudit } from './export-audit.ts';

/** A whole chain is walked in one statement. */
const walkMs = 10 * 60_000;
const tags = ['audit'];
const ofClient = { right: 'audit.read', context: 'client' } as const;
const ofPlatform = { right: 'platform.operate', context: 'none' } as const;

/** The audit trail of the selected client account, and that of the platform: list, check, export. */
export function auditRoutes(deps: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(clientTrail(deps));
    await app.register(clientExport(deps));
    await app.register(platformTrail(deps));
  };
}

function clientTrail({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/audit-log',
      {
        config: ofClient,
        schema: { tags, summary: 'Audit trail', querystring: auditQuery, response: { 200: auditPage } },
      },
      async (request) => {
        const { cursor, limit, ...filter } = request.query;
        const range = { before: positionOf(cursor), limit };
        const client = { ...clientOf(request), readOnly: true };
        return pageOnWire(await inClientScope(db, client, (scope) => listAudit(scope, filter, range)), limit);
      },
    );
    app.get(
      '/audit-log/verify',
      {
        config: ofClient,
        schema: {
          tags,
          summary: 'Whether the audit chain is intact',
          querystring: auditVerifyQuery,
          response: { 200: auditVerdict },
        },
      },
      async (request) => {
        const client = { ...clientOf(request), readOnly: true, statementTimeoutMs: walkMs };
        return inClientScope(db, client, (scope) => verdictIn(scope, request.query));
      },
    );
  };
}

function clientExport({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/audit-log/export',
      {
        config: ofClient,
        schema: {
          tags,
          summary: 'Audit trail as a file',
          body: auditExportBody,
          response: { 200: z.custom<Readable>().meta({ description: 'JSON lines or CSV, newest first.' }) },
        },
      },
      async (request, reply) => {
        const { format, ...filter } = request.body;
        const file = await exportAudit(db, clientOf(request), { filter, format });
        const [type, ending] = format === 'csv' ? ['text/csv', 'csv'] : ['application/x-ndjson', 'jsonl'];
        return reply
          .type(`${type}; charset=utf-8`)
          .header('content-disposition', `attachment; filename="audit-log.${ending}"`)
          .send(Readable.from(file));
      },
    );
  };
}

function platformTrail({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/audit-log',
      {
        config: ofPlatform,
        schema: {
          tags,
          summary: 'Audit trail of the platform',
          querystring: auditQuery,
          response: { 200: auditPage },
        },
      },
      async (request) => {
        const { cursor, limit, ...filter } = request.query;
        const range = { before: positionOf(cursor), limit };
        const options = { actor: accessOf(request).actor, readOnly: true };
        return pageOnWire(
          await inPlatformScope(db, options, (scope) => listAudit(scope, filter, range)),
          limit,
        );
      },
    );
    app.get(
      '/admin/audit-log/verify',
      {
        config: ofPlatform,
        schema: {
          tags,
          summary: 'Whether the platform’s chain is intact',
          querystring: auditVerifyQuery,
          response: { 200: auditVerdict },
        },
      },
      async (request) => {
        const { actor } = accessOf(request);
        const options = { actor, readOnly: true, statementTimeoutMs: walkMs };
        return inPlatformScope(db, options, (scope) => verdictIn(scope, request.query));
      },
    );
  };
}

/** Recomputes the chain and, where a copied head is given, compares the row it names. */
async function verdictIn(
  scope: ClientScope | PlatformScope,
  { known_seq: seq, known_hash: hash }: z.infer<typeof auditVerifyQuery>,
) {
  const verdict = await verifyAuditChain(scope);
  const matches = seq === undefined ? null : (await findHash(scope, seq)) === hash;
  return verdictOnWire(verdict, matches);
}
