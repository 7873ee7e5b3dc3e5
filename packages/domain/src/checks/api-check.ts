import type { FileEdge } from '../dependencies/file-edges.ts';
import { groupBy } from '../shared/group-by.ts';
import type { Check, CheckFinding } from './check.ts';
import { endName, readDiscovery, serviceOfEdge, tableOf } from './discovery-table.ts';

const webProtocols = new Set([
  'http',
  'https',
  'http2',
  'grpc',
  'rest',
  'soap',
  'graphql',
  'ws',
  'wss',
  'websocket',
]);
const telling = ['protocol', 'target_port', 'port', 'dependency_type', 'target_process'] as const;
const mostPaths = 50;

/** Calls of interfaces over HTTP, HTTPS or gRPC, and the endpoints they go to. */
export const apiCheck: Check = {
  name: 'api',
  category: 'app_discovery',
  missing({ rows }) {
    const states = telling.some((field) => rows.fields.has(field));
    return states || tableOf(rows).edges.some(({ paths }) => paths.length > 0)
      ? []
      : ['protocol', 'target_port'];
  },
  *run({ rows }) {
    const table = yield* readDiscovery(rows);
    const calls = table.edges.filter(isCall);
    const endpoints = groupBy(calls, ({ target, port }) => `${target}:${port ?? ''}`);
    const findings = [...endpoints.values()].map((edges): CheckFinding => {
      const [first] = edges;
      const end = first?.target ?? 0;
      const paths = [...new Set(edges.flatMap((edge) => edge.paths))].slice(0, mostPaths);
      const port = first?.port ?? null;
      return {
        subject: { end },
        status: 'api_endpoint',
        severity: 'info',
        value: {
          host: endName(table, end),
          port,
          protocol: first?.protocol ?? null,
          paths,
          callers: edges.length,
        },
        evidence: { host: endName(table, end), port },
      };
    });
    return {
      records: table.edges.length,
      counts: {
        calls: calls.length,
        endpoints: endpoints.size,
        with_path: findings.filter(({ value }) => Array.isArray(value['paths']) && value['paths'].length > 0)
          .length,
        url_credentials: table.notes.credentials.length,
      },
      issues:
        table.notes.credentials.length === 0
          ? []
          : [
              {
                rule: 'url_password_masked',
                severity: 'warning',
                field: 'target_name',
                rowCount: table.notes.credentials.length,
                ranges: table.notes.credentials.slice(0, 1000).map((row) => [row + 1, row + 1] as const),
                sample: [],
                detail: {},
              },
            ],
      findings,
      lists: { endpoints: findings.slice(0, mostPaths).map(({ value }) => value) },
    };
  },
};

function isCall(edge: FileEdge): boolean {
  if (edge.type === 'calls_api') return true;
  return (
    webProtocols.has(edge.protocol ?? '') || (edge.type === 'connects_to' && serviceOfEdge(edge) === 'web')
  );
}
