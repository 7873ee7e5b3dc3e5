import type { FastifyInstance, RouteOptions } from 'fastify';
import { z } from 'zod';
import type { RouteContext, RouteRight } from './request-access.ts';

/** One route of the server as it was registered. */
export interface RouteEntry {
  readonly method: string;
  /** Pattern with `:name` for parameters. */
  readonly url: string;
  readonly right: RouteRight;
  readonly context: RouteContext;
}

/** Everything that may be called without a token. A route has to be named here and be marked `public` itself. */
export const publicRoutes: readonly string[] = [
  'GET /health',
  'GET /ready',
  'GET /version',
  'GET /openapi.json',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
];

const RIGHTS_WITHOUT_CONTEXT: readonly RouteRight[] = ['signed_in', 'public'];

/**
 * Collects the routes as they are registered, and refuses the ones without a right: a route nobody decided about
 * stops the process. Bodies and queries refuse unknown fields.
 */
export function registerRouteTable(app: FastifyInstance): readonly RouteEntry[] {
  const table: RouteEntry[] = [];
  app.addHook('onRoute', (route) => {
    refuseUnknownFields(route);
    for (const method of [route.method].flat()) {
      if (method === 'HEAD') continue;
      table.push(entryOf(method, route));
    }
  });
  return table;
}

function entryOf(method: string, { url, config }: RouteOptions): RouteEntry {
  const name = `${method} ${url}`;
  const right = config?.right;
  if (right === undefined) throw new Error(`The route ${name} declares no right.`);
  if ((right === 'public') !== publicRoutes.includes(name)) {
    throw new Error(`The route ${name} is public in one place and not in the other.`);
  }
  const context = config?.context ?? (RIGHTS_WITHOUT_CONTEXT.includes(right) ? 'none' : 'engagement');
  return { method, url, right, context };
}

function refuseUnknownFields({ schema }: RouteOptions): void {
  if (schema === undefined) return;
  if (isPlainObject(schema.body)) schema.body = schema.body.strict();
  if (isPlainObject(schema.querystring)) schema.querystring = schema.querystring.strict();
}

function isPlainObject(schema: unknown): schema is z.ZodObject {
  return schema instanceof z.ZodObject && schema.def.catchall === undefined;
}

/** Methods of the routes whose pattern fits a path, to tell a wrong method from an unknown path. */
export function methodsAt(table: readonly RouteEntry[], path: string): string[] {
  const segments = path.split('/');
  const fits = ({ url }: RouteEntry): boolean => {
    const pattern = url.split('/');
    return (
      pattern.length === segments.length &&
      pattern.every((part, index) => part.startsWith(':') || part === segments[index])
    );
  };
  return table.filter(fits).map(({ method }) => method);
}
