import { cyclesOf } from '../dependencies/strong-components.ts';
import type { DependencyTable } from '../dependencies/dependency-table.ts';
import { hostFields, hostPrefix } from '../dependencies/dependency-rows.ts';
import { type Check, type CheckFinding, type CheckInput, type CheckOutcome, issueAbout } from './check.ts';
import { apiCheck } from './api-check.ts';
import { dataFlowCheck } from './data-flow-check.ts';
import { endName, readDiscovery, tableOf } from './discovery-table.ts';
import { integrationsCheck } from './integrations-check.ts';

const shown = 20;

/** Fields that name the other end of a connection. */
export function missingTargets({ rows }: CheckInput): readonly string[] {
  const { fields } = rows;
  return fields.has('target_name') || fields.has('target_ip') ? [] : ['target_name', 'target_ip'];
}

const dependenciesCheck: Check = {
  name: 'dependencies',
  category: 'app_discovery',
  missing: missingTargets,
  *run(input) {
    const table = yield* readDiscovery(input);
    const { edges, notes } = table;
    const cycles = cyclesOf(
      table.ends.length,
      edges.filter(({ isNoise, type }) => !isNoise && type !== 'runs_on'),
    );
    const orphans = orphansOf(table);
    const edgeRows = edges.reduce((sum, { rows }) => sum + rows.length, 0);
    return {
      records: input.rows.rowCount,
      counts: {
        rows: input.rows.rowCount,
        dependencies: edges.length,
        duplicates_merged: edgeRows - edges.length,
        noise: edges.filter(({ isNoise }) => isNoise).length,
        self_dependencies: notes.selfEdges.length,
        answers: notes.answers.length,
        refused_attempts: notes.refusals.length,
        missing_endpoints: refusedRows(table, 'missing_endpoint').length,
        ambiguous_endpoints: refusedRows(table, 'ambiguous_match').length,
        unknown_protocols: notes.unknownProtocols.size,
        unusual_ports: notes.unusualPorts.length,
        cycles: cycles.length,
        in_cycles: cycles.reduce((sum, { length }) => sum + length, 0),
        orphans: orphans.length,
      },
      issues: dependencyIssues(input, table),
      findings: cycles.flatMap((cycle) => cycleFindings(table, cycle)),
      lists: {
        cycles: cycles
          .slice(0, shown)
          .map((cycle) => cycle.slice(0, shown).map((end) => endName(table, end))),
        orphans: orphans.slice(0, shown),
      },
    };
  },
};

function refusedRows({ refused }: DependencyTable, reason: string): number[] {
  return refused.filter((each) => each.reason === reason).map(({ row }) => row);
}

/** Subjects that no connection names. */
function orphansOf({ ends, edges }: DependencyTable): string[] {
  const linked = new Set(edges.flatMap(({ source, target }) => [source, target]));
  return ends.flatMap(({ name, ownRow }, end) =>
    ownRow >= 0 && !linked.has(end) && name !== null ? [name] : [],
  );
}

function dependencyIssues({ rows }: CheckInput, table: DependencyTable): CheckOutcome['issues'] {
  const { notes } = table;
  const statedEnds = (row: number): string =>
    ['source_name', 'source_ip', 'target_name', 'target_ip']
      .map((field) => rows.value(field, row))
      .filter((text) => text !== null)
      .join(' → ')
      .slice(0, 200);
  const protocols = [...notes.unknownProtocols].toSorted(([, a], [, b]) => b.length - a.length);
  return [
    ...issueAbout({ rule: 'self_dependency', severity: 'warning', field: null }, notes.selfEdges, {
      sample: statedEnds,
    }),
    ...issueAbout(
      { rule: 'missing_endpoint', severity: 'warning', field: null },
      refusedRows(table, 'missing_endpoint'),
      { sample: statedEnds },
    ),
    ...issueAbout(
      { rule: 'unknown_protocol', severity: 'info', field: 'protocol' },
      protocols.flatMap(([, found]) => found).toSorted((a, b) => a - b),
      {
        detail: { values: protocols.slice(0, 50).map(([value, found]) => ({ value, count: found.length })) },
      },
    ),
    ...issueAbout(
      { rule: 'port_protocol_mismatch', severity: 'info', field: 'protocol' },
      notes.unusualPorts.map(({ row }) => row),
      {
        detail: {
          values: notes.unusualPorts.slice(0, 50).map(({ port, stated, usual }) => ({ port, stated, usual })),
        },
      },
    ),
  ];
}

function cycleFindings(table: DependencyTable, cycle: readonly number[]): CheckFinding[] {
  const members = cycle.slice(0, shown).map((end) => endName(table, end));
  return cycle.map((end) => ({
    subject: { end },
    status: 'in_cycle',
    severity: 'info',
    value: { size: cycle.length, members },
    evidence: { members },
  }));
}

/** Rows whose host is no single known machine: one that is not known, or several that the cell names. */
function unresolvedHosts(table: DependencyTable, open: ReadonlySet<number>): CheckOutcome['issues'] {
  const named = new Map(table.notes.severalHosts.map(({ row, names }) => [row, names.join(', ')] as const));
  for (const { type, target, rows } of table.edges)
    if (type === 'runs_on' && open.has(target))
      for (const row of rows) named.set(row, endName(table, target));
  const rows = [...named.keys()].toSorted((a, b) => a - b);
  const sample = (row: number): string => named.get(row) ?? '';
  return issueAbout({ rule: 'unresolved_host', severity: 'warning', field: 'hostname' }, rows, { sample });
}

const appToServerCheck: Check = {
  name: 'app_to_server',
  category: 'app_discovery',
  missing(input) {
    const { rows } = input;
    const statesHosts = hostFields.some((field) => rows.fields.has(`${hostPrefix}${field}`));
    const runs =
      rows.fields.has('dependency_type') && tableOf(input).edges.some(({ type }) => type === 'runs_on');
    return statesHosts || runs ? [] : [...hostFields];
  },
  *run(input) {
    const { matched } = input;
    const table = yield* readDiscovery(input);
    const links = table.edges.filter(({ type }) => type === 'runs_on');
    const hosts = [...new Set(links.map(({ target }) => target))];
    const unresolved = matched === undefined ? [] : hosts.filter((host) => matched.ofEnd(host) === undefined);
    const made =
      matched === undefined ? [] : hosts.filter((host) => matched.ofEnd(host)?.found === 'created');
    const open = new Set(unresolved);
    const { severalHosts } = table.notes;
    const looked = new Set([...table.hosted, ...links.flatMap((link) => link.rows)]);
    return {
      records: looked.size,
      counts: {
        rows_with_host: table.hosted.length,
        rows_with_several_hosts: severalHosts.length,
        applications: new Set(links.map(({ source }) => source)).size,
        hosts: hosts.length,
        links: links.length,
        hosts_matched: matched === undefined ? 0 : hosts.length - unresolved.length - made.length,
        hosts_created: made.length,
        hosts_unresolved: unresolved.length,
      },
      issues: unresolvedHosts(table, open),
      findings: [],
      lists: {
        unresolved: [
          ...unresolved.map((end) => endName(table, end)),
          ...severalHosts.map(({ names }) => names.join(', ')),
        ].slice(0, shown),
      },
    };
  },
};

/** The checks of application discovery, in the order they are shown. */
export const appDiscoveryChecks: readonly Check[] = [
  dependenciesCheck,
  appToServerCheck,
  integrationsCheck,
  apiCheck,
  dataFlowCheck,
];
