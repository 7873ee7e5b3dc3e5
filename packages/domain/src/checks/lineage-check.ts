import { lineage } from '../sensitive/read-lineage.ts';
import { type Check, type CheckFinding, issueAbout } from './check.ts';
import { asMatched, endName } from './discovery-table.ts';
import { missingAll } from './row-values.ts';

const shown = 20;
const systemFields = [
  'data_store',
  'database_name',
  'application_name',
  'host:hostname',
  'host:fqdn',
] as const;

/** Fields that would name systems; the store that a row is itself about is no system beside it. */
function fieldsToMap(stated: ReadonlySet<string>): readonly string[] {
  const others = systemFields.filter((field) => !stated.has(field));
  return others.length > 0 ? others : systemFields;
}

/** Whether the systems data lies in and is used by are known, and whether it crosses regions. */
export const lineageCheck: Check = {
  name: 'lineage',
  category: 'sensitive_data',
  missing: ({ rows }) => missingAll(rows, systemFields),
  *run({ rows, matched }) {
    const table = asMatched(yield* lineage.inTurns(rows), matched);
    if (table.ends.every(({ ownRow }) => ownRow >= 0) && table.edges.length === 0)
      return { missing: fieldsToMap(rows.fields) };
    const ends = [...new Set(table.edges.flatMap(({ source, target }) => [source, target]))];
    const unresolved = matched === undefined ? [] : ends.filter((end) => matched.ofEnd(end) === undefined);
    const open = new Set(unresolved);
    const openRows = table.edges.filter(({ source, target }) => open.has(source) || open.has(target));
    const crossing = table.edges.flatMap(({ source, target }): CheckFinding[] => {
      const [from, to] = [matched?.ofEnd(source)?.region ?? null, matched?.ofEnd(target)?.region ?? null];
      if (from === null || to === null || from === to) return [];
      const names = { source: endName(table, source), target: endName(table, target) };
      const value = { ...names, from, to };
      return [
        { subject: { end: source }, status: 'cross_region', severity: 'warning', value, evidence: names },
      ];
    });
    return {
      records: rows.rowCount,
      counts: {
        links: table.edges.length,
        systems: ends.length,
        unresolved: unresolved.length,
        cross_region: crossing.length,
      },
      issues: issueAbout(
        { rule: 'unresolved_system', severity: 'warning', field: null },
        [...new Set(openRows.flatMap((edge) => edge.rows))].toSorted((a, b) => a - b),
      ),
      findings: crossing,
      lists: { unresolved: unresolved.slice(0, shown).map((end) => endName(table, end)) },
    };
  },
};
