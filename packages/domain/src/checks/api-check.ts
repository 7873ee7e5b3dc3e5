import type { FileEdge } from '../dependencies/file-edges.ts';
import { groupBy } from '../shared/group-by.ts';
import type { DependencyTable } from '../dependencies/dependency-table.ts';
import { withoutCredentials } from '../dependencies/read-end.ts';
import { type Check, type CheckFinding, type CheckInput, type CheckIssue, issueAbout } from './check.ts';
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
  missing(input) {
    const { rows } = input;
    const states = telling.some((field) => rows.fields.has(field));
    if (states) return [];
    const { edges, notes } = tableOf(input);
    return notes.badUrls.length > 0 || edges.some(({ paths }) => paths.length > 0)
      ? []
      : ['protocol', 'target_port'];
  },
  *run(input) {
    const table = yield* readDiscovery(input);
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
        url_credentials: withCredentials(table),
        url_invalid: table.notes.badUrls.length,
      },
      issues: urlIssues(input, table),
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

const named = ['source_name', 'target_name'] as const;

function withCredentials({ notes }: DependencyTable): number {
  return new Set(named.flatMap((field) => notes.credentials[field])).size;
}

/** Passwords in addresses, the same issue that the values of the column raise, and addresses that can be none. */
function urlIssues({ rows }: CheckInput, { notes }: DependencyTable): CheckIssue[] {
  const urls = new Map(notes.badUrls.map((bad) => [bad.row, bad.urls] as const));
  return [
    ...named.flatMap((field) =>
      issueAbout({ rule: 'url_credentials', severity: 'critical', field }, notes.credentials[field], {
        sample: (row) => withoutCredentials(rows.value(field, row) ?? ''),
      }),
    ),
    ...issueAbout({ rule: 'url_invalid', severity: 'warning', field: null }, [...urls.keys()], {
      sample: (row) => (urls.get(row) ?? []).map(withoutCredentials).join(', ').slice(0, 200),
    }),
  ];
}
