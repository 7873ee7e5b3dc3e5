import { randomUUID } from 'node:crypto';
import { fastifyHelmet } from '@fastify/helmet';
import { fastifyRateLimit } from '@fastify/rate-limit';
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { AppError } from './app-error.ts';
import { type AuthenticationDeps, registerAuthentication } from './authenticate.ts';
import { answerError, registerErrorHandler, sendProblem } from './error-handler.ts';
import { registerIdempotency } from './idempotency.ts';
import type { Log } from './log.ts';
import { registerOpenApi } from './openapi.ts';
import type { AnsweredRequest } from './process-metrics.ts';
import { methodsAt, registerRouteTable, type RouteEntry } from './route-table.ts';
import { registerWebApp, type WebApp } from './web-app.ts';
import { registerWholeText } from './whole-text.ts';

export interface HttpDeps extends AuthenticationDeps {
  readonly log: Log;
  readonly version: string;
  /** Folder of the built web application; left out, only the API answers. */
  readonly webRoot?: string | undefined;
  /** Requests a person or address may send in a minute; 1,200 unless told. */
  readonly requestsPerMinute?: number;
  /** Called after each answer, to count it. */
  readonly onAnswered?: ((answered: AnsweredRequest) => void) | undefined;
}

/** A server without routes: errors, headers, sign-in, limits and the web application are in place. */
export interface HttpServer {
  readonly app: FastifyInstance;
  readonly routes: readonly RouteEntry[];
}

const BODY_LIMIT = 1024 * 1024;

/** Builds the server that features add their routes to. */
export async function buildHttp(deps: HttpDeps): Promise<HttpServer> {
  const loggerInstance: FastifyBaseLogger = deps.log;
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    bodyLimit: BODY_LIMIT,
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    http: { headersTimeout: 20_000 },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    // What fails before any route is known, such as a path with broken escapes.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
  });
  // Fastify reads plain text unless told; nothing here is sent as such.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrorHandler(app);
  const routes = registerRouteTable(app);
  registerEnvelope(app, deps.onAnswered);
  await registerHeaders(app);
  registerAuthentication(app, deps);
  registerIdempotency(app, deps.db);
  registerWholeText(app);
  await registerLimits(app, deps.requestsPerMinute ?? 1200);
  await registerOpenApi(app, deps.version);
  const webApp = await registerWebApp(app, deps.webRoot);
  app.setNotFoundHandler((request, reply) => answerUnknown(request, reply, { webApp, routes }));
  return { app, routes };
}

/** The caller's id where it is one that can be written to a header and a log; else a new one. */
function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{1,128}$/.test(header) ? header : randomUUID();
}

function registerEnvelope(app: FastifyInstance, onAnswered: HttpDeps['onAnswered']): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
  });
  app.addHook('onResponse', async (request, reply) => {
    onAnswered?.({
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      seconds: reply.elapsedTime / 1000,
    });
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        user: request.access?.actor.userId,
      },
      'request',
    );
  });
}

async function registerHeaders(app: FastifyInstance): Promise<void> {
  const none = ["'none'"];
  const self = ["'self'"];
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: none,
        scriptSrc: self,
        // The component library writes its variables into style elements.
        styleSrc: [...self, "'unsafe-inline'"],
        imgSrc: [...self, 'data:'],
        fontSrc: self,
        connectSrc: self,
        manifestSrc: self,
        formAction: self,
        frameAncestors: none,
        baseUri: none,
        objectSrc: none,
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
}

async function registerLimits(app: FastifyInstance, max: number): Promise<void> {
  await app.register(fastifyRateLimit, {
    max,
    timeWindow: '1 minute',
    keyGenerator: ({ access, ip }) =>
      access === null ? ip : `${access.actor.userId} ${access.clientAccountId ?? ''}`,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: {
      'x-ratelimit-limit': false,
      'x-ratelimit-remaining': false,
      'x-ratelimit-reset': false,
    },
    errorResponseBuilder: (_request, { ttl }) => rateLimited(Math.ceil(ttl / 1000)),
  });
}

function rateLimited(seconds: number): AppError {
  return new AppError({
    kind: 'rate-limited',
    code: 'rate_limited',
    detail: `Too many requests. Try again in ${seconds} seconds.`,
    retryAfterSeconds: seconds,
  });
}

function answerUnknown(
  request: FastifyRequest,
  reply: FastifyReply,
  { webApp, routes }: { webApp: WebApp; routes: readonly RouteEntry[] },
): FastifyReply {
  if (webApp.serve(request, reply)) return reply;
  const path = request.url.split('?', 1)[0] ?? '/';
  const methods = methodsAt(routes, path);
  if (methods.length > 0) {
    const facts = { kind: 'method-not-allowed', code: 'method_not_allowed' } as const;
    void reply.header('allow', methods.join(', '));
    return sendProblem(
      request,
      reply,
      new AppError({ ...facts, detail: `Use ${methods.join(' or ')} here.` }),
    );
  }
  const facts = {
    kind: 'not-found',
    code: 'not_found',
    detail: 'There is nothing at this address.',
  } as const;
  return sendProblem(request, reply, new AppError(facts));
}
