import { cyclesOf } from '../dependencies/strong-components.ts';
import { topology } from '../infrastructure/read-topology.ts';
import { type Check, type CheckFinding, issueAbout } from './check.ts';
import { asMatched, endName } from './discovery-table.ts';
import { missingAll } from './row-values.ts';

const shown = 20;

/** Whether what machines run on and belong to resolves to one asset each, and no hosting runs in a circle. */
export const topologyCheck: Check = {
  name: 'topology',
  category: 'infrastructure',
  missing: ({ rows }) => missingAll(rows, ['virtual_host', 'cluster']),
  *run({ rows, matched }) {
    const table = asMatched(yield* topology.inTurns(rows), matched);
    const hosting = table.edges.filter(({ type }) => type === 'hosted_by');
    const loops = cyclesOf(table.ends.length, hosting);
    const inLoop = new Set(loops.flat());
    const looping = hosting.filter(({ source, target }) => inLoop.has(source) && inLoop.has(target));
    const { selfEdges } = table.notes;
    const parents = [...new Set(table.edges.map(({ target }) => target))];
    const open = new Set(
      matched === undefined ? [] : parents.filter((end) => matched.ofEnd(end) === undefined),
    );
    const unresolved = table.edges.filter(({ target }) => open.has(target));
    const ascending = (edges: typeof hosting): number[] =>
      [...new Set(edges.flatMap((edge) => edge.rows))].toSorted((a, b) => a - b);
    return {
      records: rows.rowCount,
      counts: {
        rows: rows.rowCount,
        hosted_by: hosting.length,
        member_of: table.edges.length - hosting.length,
        parents: parents.length,
        parents_unresolved: open.size,
        hosting_loops: loops.length,
        self_hosted: selfEdges.length,
      },
      issues: [
        ...issueAbout(
          { rule: 'hosting_loop', severity: 'warning', field: 'virtual_host' },
          [...new Set([...ascending(looping), ...selfEdges])].toSorted((a, b) => a - b),
          { sample: (row) => rows.value('virtual_host', row) ?? '' },
        ),
        ...issueAbout(
          { rule: 'unresolved_host', severity: 'warning', field: 'virtual_host' },
          ascending(unresolved),
        ),
      ],
      findings: [
        ...loops.flat().map((end) => loopFinding({ end }, endName(table, end))),
        ...selfEdges.map((row) => loopFinding({ row }, rows.value('virtual_host', row) ?? '')),
      ],
      lists: { unresolved: [...open].slice(0, shown).map((end) => endName(table, end)) },
    };
  },
};

function loopFinding(subject: CheckFinding['subject'], name: string): CheckFinding {
  const evidence = { rule: 'hosting' };
  return { subject, status: 'hosting_loop', severity: 'warning', value: { name }, evidence };
}
