import { groupBy } from '../shared/group-by.ts';
import type { Check, CheckFinding, CheckInput } from './check.ts';
import {
  applicationsOf,
  endName,
  flowsOf,
  readDiscovery,
  serviceOfEdge,
  tableOf,
} from './discovery-table.ts';

interface Integration {
  readonly source: string;
  readonly target: string;
  readonly kind: string;
  readonly sourceEnd: number;
}

const shown = 100;

/** Connections between different applications, by what they are for. */
export const integrationsCheck: Check = {
  name: 'integrations',
  category: 'app_discovery',
  missing(input) {
    const { fields } = input.rows;
    const targets = fields.has('target_name') || fields.has('target_ip') ? [] : ['target_name', 'target_ip'];
    const nameOf = applicationsOf(input);
    const knowsOne = tableOf(input).ends.some((_, end) => nameOf(end) !== undefined);
    return [...targets, ...(knowsOne ? [] : ['application_name'])];
  },
  *run(input) {
    yield* readDiscovery(input);
    const found = integrationsOf(input);
    const shared = sharedServices(input);
    const byKind: Record<string, number> = {};
    for (const { kind } of found) byKind[kind] = (byKind[kind] ?? 0) + 1;
    return {
      records: tableOf(input).edges.length,
      counts: {
        integrations: found.length,
        applications: new Set(found.flatMap(({ source, target }) => [source, target])).size,
        shared_services: shared.length,
        ...Object.fromEntries(Object.entries(byKind).map(([kind, count]) => [`kind_${kind}`, count])),
      },
      issues: [],
      findings: [...integrationFindings(found), ...shared],
      lists: {
        integrations: found.slice(0, shown).map(({ source, target, kind }) => ({ source, target, kind })),
      },
    };
  },
};

function integrationsOf(input: CheckInput): Integration[] {
  const nameOf = applicationsOf(input);
  const found = new Map<string, Integration>();
  for (const edge of flowsOf(tableOf(input))) {
    const source = nameOf(edge.source);
    const target = nameOf(edge.target);
    if (source === undefined || target === undefined || source === target) continue;
    const kind = serviceOfEdge(edge) ?? 'other';
    const key = JSON.stringify([source, target, kind]);
    if (!found.has(key)) found.set(key, { source, target, kind, sourceEnd: edge.source });
  }
  return [...found.values()];
}

/** One finding for each application, with everything it is integrated with. */
function integrationFindings(found: readonly Integration[]): CheckFinding[] {
  const bySource = groupBy(found, ({ source }) => source);
  return [...bySource].map(([application, integrations]) => ({
    subject: { end: integrations[0]?.sourceEnd ?? 0 },
    status: 'integrated',
    severity: 'info',
    value: {
      application,
      with: integrations.slice(0, shown).map(({ target, kind }) => ({ application: target, kind })),
    },
    evidence: { application },
  }));
}

function sharedServices(input: CheckInput): CheckFinding[] {
  const table = tableOf(input);
  const nameOf = applicationsOf(input);
  const users = new Map<number, Set<string>>();
  for (const { source, target } of flowsOf(table)) {
    const application = nameOf(source);
    if (application === undefined || application === nameOf(target)) continue;
    users.set(target, (users.get(target) ?? new Set()).add(application));
  }
  const least = input.thresholds.sharedServiceApplications;
  return [...users].flatMap(([end, applications]): CheckFinding[] =>
    applications.size < least
      ? []
      : [
          {
            subject: { end },
            status: 'shared_service',
            severity: 'info',
            value: { applications: applications.size, names: [...applications].slice(0, shown), least },
            evidence: { name: endName(table, end) },
          },
        ],
  );
}
