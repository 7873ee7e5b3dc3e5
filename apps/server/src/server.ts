import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { adminRoutes } from './features/access/admin.routes.ts';
import { apiTokenRoutes } from './features/access/api-tokens.routes.ts';
import { authRoutes } from './features/access/auth.routes.ts';
import { profileRoutes } from './features/access/profile.routes.ts';
import { contextRoutes } from './features/access/context.routes.ts';
import { membershipRoutes } from './features/access/memberships.routes.ts';
import type { SignInDeps } from './features/access/sign-in.service.ts';
import { type SystemDeps, systemRoutes } from './features/system/system.routes.ts';
import { buildHttp, type HttpDeps } from './platform/http.ts';
import { openApiDocument } from './platform/openapi.ts';
import type { RouteEntry } from './platform/route-table.ts';

export interface ServerDeps extends HttpDeps, SignInDeps, SystemDeps {
  /** Routes of the features that need more than the database: flows, imports, mappings, inventory. */
  readonly features?: readonly FastifyPluginAsync[];
}

export interface Server {
  readonly app: FastifyInstance;
  /** Every route with the right it needs. */
  readonly routes: readonly RouteEntry[];
}

/** Builds the server with all its routes, ready to listen or to be injected into. */
export async function buildServer(deps: ServerDeps): Promise<Server> {
  const { app, routes } = await buildHttp(deps);
  await app.register(systemRoutes(deps));
  const features = [
    authRoutes(deps),
    profileRoutes(deps),
    contextRoutes(deps),
    adminRoutes(deps),
    membershipRoutes(deps),
    apiTokenRoutes(deps),
    ...(deps.features ?? []),
  ];
  for (const feature of features) await app.register(feature, { prefix: '/api/v1' });
  registerDescription(app, routes);
  await app.ready();
  return { app, routes };
}

function registerDescription(app: FastifyInstance, routes: readonly RouteEntry[]): void {
  let document: object | undefined;
  const schema = {
    tags: ['system'],
    summary: 'This description of the API',
    response: { 200: z.record(z.string(), z.unknown()).describe('An OpenAPI 3.1 document.') },
  };
  app.get('/openapi.json', { config: { right: 'public' }, schema }, () => {
    document ??= openApiDocument(app, routes);
    return document;
  });
}
