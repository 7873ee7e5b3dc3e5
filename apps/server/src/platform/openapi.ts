import { fastifySwagger } from '@fastify/swagger';
import { problemSchema } from '@landfall/contract/error-codes';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { RouteEntry } from './route-table.ts';

const tags: { name: string; description: string }[] = [
  { name: 'auth', description: 'Signing in and out, refreshing access, changing the password.' },
  { name: 'context', description: 'Who is signed in, and the client and engagement they work in.' },
  { name: 'api-tokens', description: 'Tokens for programs, which act as the person who made them.' },
  { name: 'admin', description: 'Clients, engagements, users and memberships.' },
  { name: 'flows', description: 'Flows, their phases, gates, commands and events.' },
  { name: 'imports', description: 'Uploading files and looking at what was stored.' },
  { name: 'mappings', description: 'What each column of a file means.' },
  { name: 'quality', description: 'Issues found in a file and what was decided about them.' },
  {
    name: 'inventory',
    description: 'The preview of an import, the assets and where their values came from.',
  },
  { name: 'dependencies', description: 'What depends on what, and what the checks found out about assets.' },
  {
    name: 'applications',
    description: 'Applications under one name, what calls them so, and the assets that belong to them.',
  },
  { name: 'settings', description: 'What an engagement sets for itself.' },
  { name: 'audit', description: 'Who did what, in a chain that shows whether it was changed.' },
  { name: 'monitoring', description: 'Figures of the running product, and webhooks that tell of flows.' },
  { name: 'system', description: 'Health, readiness, version and this document.' },
];

const TENANT_HEADERS = [
  { name: 'X-Client-Account-ID', description: 'Client account to work in; the caller has to be a member.' },
  { name: 'X-Engagement-ID', description: 'Engagement of that client to work in.' },
].map((header) => ({ ...header, in: 'header', required: true, schema: { type: 'string', format: 'uuid' } }));

const problemReference = { $ref: '#/components/responses/Problem' };

/** Collects the schemas of the routes registered after it, for {@link openApiDocument}. */
export async function registerOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Landfall',
        version,
        description: 'Migration discovery: files in, one inventory out. JSON in snake_case, times in UTC.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server' }],
      tags,
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'Access token of POST /api/v1/auth/login, or an API token.',
          },
        },
      },
      security: [{ bearer: [] }],
    },
    transform: createJsonSchemaTransform({}),
  });
}

/** The OpenAPI 3.1 description of a server that is ready, generated from the schemas of its routes. */
export function openApiDocument(app: FastifyInstance, routes: readonly RouteEntry[]): object {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the plugin types every version of the format at once
  return complete(app.swagger() as Document, routes);
}

/** The parts of a description that are touched here. */
interface Document {
  components?: object;
  paths?: Record<string, Partial<Record<string, Operation>>>;
}
interface Operation {
  operationId?: string;
  responses?: object;
  security?: object[];
  parameters?: object[];
}

/** Adds what operations have in common: an id, the error answer, the tenant headers, whether a token is needed. */
function complete(document: Document, routes: readonly RouteEntry[]): Document {
  for (const route of routes) {
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    const operation = document.paths?.[path]?.[route.method.toLowerCase()];
    if (operation !== undefined) completeOperation(operation, route);
  }
  const { $schema: _, ...problem } = z.toJSONSchema(problemSchema);
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  const responses = { Problem: { description: 'The request was refused, or failed.', content } };
  return { ...document, components: { ...document.components, schemas: { Problem: problem }, responses } };
}

const CONTEXT_HEADERS = { none: 0, client: 1, engagement: 2 } as const;

function completeOperation(operation: Operation, { method, url, right, context }: RouteEntry): void {
  operation.operationId ??= operationId(method, url);
  operation.responses = { ...operation.responses, '4XX': problemReference, '5XX': problemReference };
  if (right === 'public') operation.security = [];
  const headers = TENANT_HEADERS.slice(0, CONTEXT_HEADERS[context]);
  if (headers.length > 0) operation.parameters = [...(operation.parameters ?? []), ...headers];
}

/** `GET /api/v1/flows/:flow_id/gate` is `get_flows_flow_id_gate`. */
function operationId(method: string, url: string): string {
  const words = url.replace(/^\/api\/v1/, '').match(/\w+/g) ?? [];
  return [method.toLowerCase(), ...words].join('_');
}
