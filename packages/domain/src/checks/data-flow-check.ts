import type { FileEdge } from '../dependencies/file-edges.ts';
import type { Check, CheckFinding, CheckInput } from './check.ts';
import { applicationsOf, endName, flowsOf, readDiscovery, tableOf } from './discovery-table.ts';

interface Flow {
  readonly source: string;
  readonly target: string;
  readonly sourceEnd: number;
  /** True between two applications; other ends are counted and listed only. */
  readonly isApplications: boolean;
  bytes: bigint;
  connections: number;
}

const shown = 100;

/** Environments whose data is not production's. */
const lowerEnvironments = new Set(['staging', 'qa', 'test', 'development', 'sandbox']);
const confidential = new Set(['confidential', 'restricted']);

/** Volume and direction between applications, and flows that leave production or confidentiality. */
export const dataFlowCheck: Check = {
  name: 'data_flow',
  category: 'app_discovery',
  missing: ({ rows: { fields } }) =>
    fields.has('bytes') || fields.has('connection_count') ? [] : ['bytes', 'connection_count'],
  *run(input) {
    const table = yield* readDiscovery(input);
    const edges = flowsOf(table);
    const flows = volumesOf(input, edges);
    const crossings = crossingsOf(input, edges);
    return {
      records: table.edges.length,
      counts: {
        flows: flows.length,
        connections: flows.reduce((sum, { connections }) => sum + connections, 0),
        bytes: Number(flows.reduce((sum, { bytes }) => sum + bytes, 0n)),
        cross_environment: crossings.filter(({ status }) => status === 'cross_environment').length,
        cross_classification: crossings.filter(({ status }) => status === 'cross_classification').length,
      },
      issues: [],
      findings: [...flowFindings(flows.filter(({ isApplications }) => isApplications)), ...crossings],
      lists: { flows: flows.slice(0, shown).map(flowValue) },
    };
  },
};

/** Flows by pair of applications, or of ends that belong to none; most bytes first. */
function volumesOf(input: CheckInput, edges: readonly FileEdge[]): Flow[] {
  const table = tableOf(input);
  const applicationOf = applicationsOf(input);
  const flows = new Map<string, Flow>();
  for (const { source, target, bytes, connectionCount } of edges) {
    const [from, to] = [applicationOf(source), applicationOf(target)];
    const names = { source: from ?? endName(table, source), target: to ?? endName(table, target) };
    if (names.source === names.target) continue;
    const key = `${names.source}\n${names.target}`;
    const isApplications = from !== undefined && to !== undefined;
    const flow = flows.get(key) ?? { ...names, sourceEnd: source, isApplications, bytes: 0n, connections: 0 };
    flow.bytes += bytes ?? 0n;
    flow.connections += connectionCount ?? 0;
    flows.set(key, flow);
  }
  return [...flows.values()].toSorted((a, b) => Number(b.bytes - a.bytes) || b.connections - a.connections);
}

function flowValue({ source, target, bytes, connections }: Flow) {
  return { source, target, bytes: wireNumber(bytes), connections };
}

/** As a number where that is exact, else as text. */
function wireNumber(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : String(value);
}

function flowFindings(flows: readonly Flow[]): CheckFinding[] {
  return flows.map((flow) => ({
    subject: { end: flow.sourceEnd },
    status: 'data_flow',
    severity: 'info',
    value: flowValue(flow),
    evidence: { source: flow.source, target: flow.target },
  }));
}

function crossingsOf(input: CheckInput, edges: readonly FileEdge[]): CheckFinding[] {
  const { matched } = input;
  if (matched === undefined) return [];
  const table = tableOf(input);
  return edges.flatMap(({ source, target }): CheckFinding[] => {
    const from = matched.ofEnd(source);
    const to = matched.ofEnd(target);
    if (from === undefined || to === undefined) return [];
    const finding = { subject: { end: source }, severity: 'warning' as const };
    const names = { source: endName(table, source), target: endName(table, target) };
    const found: CheckFinding[] = [];
    if (from.environment === 'production' && lowerEnvironments.has(to.environment ?? '')) {
      const value = { ...names, from: from.environment, to: to.environment };
      found.push({ ...finding, status: 'cross_environment', value, evidence: names });
    }
    if (confidential.has(from.classification ?? '') && to.classification === 'public') {
      const value = { ...names, from: from.classification, to: to.classification };
      found.push({ ...finding, status: 'cross_classification', value, evidence: names });
    }
    return found;
  });
}
