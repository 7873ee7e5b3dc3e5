import { createServer, type Server } from 'node:http';
import { OperationMetrics } from '../features/monitoring/read-metrics.ts';
import { exposition, expositionType } from '../platform/metrics.ts';
import type { ProcessMetrics } from '../platform/process-metrics.ts';
import { StartError } from '../platform/start-error.ts';
import type { Closing } from './closing.ts';
import type { Platform } from './platform.ts';

/**
 * Serves `GET /metrics` on an address of its own, which no user and no proxy of the application reaches. Without a
 * port in the settings there is none. Answers the port it listens on.
 */
export async function startMetricsServer(
  { config, db }: Pick<Platform, 'config' | 'db'>,
  closing: Closing,
  counted: ProcessMetrics,
): Promise<number | undefined> {
  const { metricsHost, metricsPort } = config;
  if (metricsPort === undefined) return undefined;
  const operations = new OperationMetrics(db);
  const server = createServer((request, reply) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
      reply.writeHead(404).end();
      return;
    }
    void operations.families().then((families) => {
      reply.writeHead(200, { 'content-type': expositionType });
      reply.end(exposition([...families, ...counted.families()]));
    });
  });
  closing.add('metrics', () => stop(server));
  return listen(server, metricsPort, metricsHost);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const sentence = `Metrics cannot be served on ${host}:${port} (${error.message}).`;
      reject(new StartError(sentence, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
