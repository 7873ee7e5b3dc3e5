import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { findProductRoot } from '../platform/product-root.ts';
import type { ProcessMetrics } from '../platform/process-metrics.ts';
import { StartError } from '../platform/start-error.ts';
import { buildServer } from '../server.ts';
import type { Closing } from './closing.ts';
import type { Platform } from './platform.ts';
import { featuresOf } from './features.ts';
import { webhookSettings } from './webhooks.ts';
import { checkReadiness } from './readiness.ts';

/** Builds the server and listens; answers the address it is reached at. */
export async function startApi(
  platform: Platform,
  closing: Closing,
  counted: ProcessMetrics,
): Promise<string> {
  const { config, db, log, secrets, version } = platform;
  const { app } = await buildServer({
    db,
    log,
    version,
    tokens: secrets.tokens,
    refreshSecret: secrets.refreshSecret,
    features: featuresOf({
      ...platform,
      limits: config,
      webhooks: webhookSettings(platform),
    }),
    webRoot: join(findProductRoot(), 'apps/web/dist'),
    onAnswered: (answered) => counted.answered(answered),
    checkReadiness: () => checkReadiness(platform),
  });
  closing.add('server', () => app.close());
  return listen(app, config);
}

async function listen(app: FastifyInstance, { host, port }: { host: string; port: number }): Promise<string> {
  try {
    const url = new URL(await app.listen({ host, port }));
    // What listens everywhere is reached here by the name of this machine.
    if (host === '0.0.0.0' || host === '::') url.hostname = 'localhost';
    return url.origin;
  } catch (error) {
    throw asStartError(error, { host, port });
  }
}

function asStartError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return new StartError(`Port ${port} is in use; stop what uses it, or choose another with --port.`);
  }
  if (code === 'EACCES')
    return new StartError(`Port ${port} needs rights this account lacks; choose one above 1023.`);
  if (code === 'EADDRNOTAVAIL') return new StartError(`This machine has no address ${host} to listen on.`);
  return error;
}
