import {
  findLifecycle,
  type LifecycleMatch,
  type LifecycleRelease,
  lifecycleStatus,
} from '../lifecycle/lifecycle-catalog.ts';
import type { LifecycleKind } from '../lifecycle/lifecycle-products.ts';
import type { IssueSeverity } from '../quality/issue-rules.ts';
import { type Check, type CheckFinding, type CheckInput, issueAbout } from './check.ts';
import { missingAll, ofEachRow, rowsWhere } from './row-values.ts';

const products: readonly (readonly [kind: LifecycleKind, product: string, version: string])[] = [
  ['os', 'operating_system', 'os_version'],
  ['database', 'database_type', 'database_version'],
];
const severities: Readonly<Record<string, IssueSeverity>> = { expired: 'warning', ending: 'warning' };
const shown = 50;

/** How long operating systems and databases are still supported, by the bundled catalog; its row is the evidence. */
export const eolCheck: Check = {
  name: 'eol',
  category: 'infrastructure',
  missing: ({ rows }) => missingAll(rows, ['operating_system', 'database_type']),
  *run(input) {
    const { rows } = input;
    const judged = yield* rowsWhere(rows, (row) =>
      products.some(([, field]) => rows.value(field, row) !== null),
    );
    const matcher = new LifecycleMatcher();
    const findings = yield* ofEachRow(judged, (row) =>
      products.flatMap((product) => findingOf(input, matcher, { row, product })),
    );
    const counts: Record<string, number> = { judged: judged.length };
    for (const { status } of findings) counts[status] = (counts[status] ?? 0) + 1;
    return {
      records: judged.length,
      counts,
      issues: issueAbout(
        { rule: 'lifecycle_unknown', severity: 'info', field: 'operating_system' },
        rowsOf(findings, (status) => status.startsWith('unknown')),
        { detail: { values: matcher.unknown.slice(0, shown) } },
      ),
      findings,
    };
  },
};

/** Looks each text up once. */
class LifecycleMatcher {
  readonly #known = new Map<string, { readonly words: string; readonly match: LifecycleMatch }>();

  find(kind: LifecycleKind, text: string, version: string | null): LifecycleMatch {
    const key = JSON.stringify([kind, text, version]);
    let known = this.#known.get(key);
    if (known === undefined) {
      const words = version === null ? text : `${text}, ${version}`;
      known = { words, match: findLifecycle(kind, text, version) };
      this.#known.set(key, known);
    }
    return known.match;
  }

  /** Texts with their versions that the catalog does not know, each once. */
  get unknown(): string[] {
    const known = [...this.#known.values()].filter(({ match }) => match.kind.startsWith('unknown'));
    return [...new Set(known.map(({ words }) => words))];
  }
}

function findingOf(
  { rows, at, thresholds }: CheckInput,
  matcher: LifecycleMatcher,
  { row, product: [kind, productField, versionField] }: { row: number; product: (typeof products)[number] },
): CheckFinding[] {
  const text = rows.value(productField, row);
  if (text === null) return [];
  const match = matcher.find(kind, text, rows.value(versionField, row));
  const status = lifecycleStatus(match, at, thresholds.endingWithinMonths);
  return [
    {
      subject: { row },
      status,
      severity: severities[status] ?? 'info',
      value: { ...valueOf(match, text), ending_within_months: thresholds.endingWithinMonths },
      evidence: { kind, ...evidenceOf(match) },
    },
  ];
}

function valueOf(match: LifecycleMatch, text: string): Record<string, unknown> {
  if (match.kind === 'several') {
    const { label, releases } = match;
    return { text, product: label, versions: cyclesOf(releases), latest_support_end: latestEnd(releases) };
  }
  if (match.kind !== 'release') return { text, ...('label' in match ? { product: match.label } : {}) };
  const { label, cycle, supportEnd, extendedEnd } = match.release;
  return { text, product: label, version: cycle, support_end: supportEnd, extended_end: extendedEnd };
}

function evidenceOf(match: LifecycleMatch): Record<string, unknown> {
  if (match.kind === 'release') {
    const { product, cycle, source, asOf } = match.release;
    return { product, cycle, source, as_of: asOf };
  }
  if (match.kind !== 'several') return { match: match.kind };
  // They are of one product, two at least.
  const { product, source, asOf } = match.releases[0]!;
  return { match: match.kind, product, cycles: cyclesOf(match.releases), source, as_of: asOf };
}

function cyclesOf(releases: readonly LifecycleRelease[]): string[] {
  return releases.map(({ cycle }) => cycle);
}

/** The last day one of several releases is supported; null when one has none. */
function latestEnd(releases: readonly LifecycleRelease[]): string | null {
  const ends = releases.map(({ supportEnd }) => supportEnd).filter((end) => end !== null);
  return ends.length < releases.length ? null : (ends.toSorted().at(-1) ?? null);
}

function rowsOf(findings: readonly CheckFinding[], fits: (status: string) => boolean): number[] {
  const rows = findings.flatMap(({ subject, status }) =>
    'row' in subject && fits(status) ? [subject.row] : [],
  );
  return [...new Set(rows)];
}
