import { databaseLifecycles } from './database-lifecycles.ts';
import type { LifecycleText } from './lifecycle-text.ts';
import { osLifecycles } from './os-lifecycles.ts';

/** A release of a product and how long it is supported. Dates are ISO 8601; null where none is published. */
export interface LifecycleRelease {
  readonly product: string;
  readonly label: string;
  readonly cycle: string;
  readonly releaseDate: string | null;
  readonly supportEnd: string | null;
  readonly extendedEnd: string | null;
  /** True for an end of support without a published date. */
  readonly hasEnded: boolean;
  readonly source: string;
  readonly asOf: string;
}

/** Day the dates were taken from the vendors' pages, by the endoflife.date project. */
export const lifecycleAsOf = '2026-08-22';

export type LifecycleKind = 'os' | 'database';

const texts: Readonly<Record<LifecycleKind, readonly LifecycleText[]>> = {
  os: osLifecycles,
  database: databaseLifecycles,
};

function releasesOf({ product, label, source, releases }: LifecycleText): LifecycleRelease[] {
  const entries = releases.split(';').map((entry) => entry.trim());
  return entries
    .filter((entry) => entry !== '')
    .map((entry) => {
      const [cycle = '', dates = ''] = entry.split('=');
      const [release = '', end = '', extended = ''] = dates.split('/');
      return {
        product,
        label,
        cycle,
        releaseDate: dateOf(release),
        supportEnd: dateOf(end),
        extendedEnd: dateOf(extended),
        hasEnded: end === 'ended',
        source,
        asOf: lifecycleAsOf,
      };
    });
}

function dateOf(text: string): string | null {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? text : null;
}

const byProduct: ReadonlyMap<string, readonly LifecycleRelease[]> = new Map(
  [...texts.os, ...texts.database].map((text) => [text.product, releasesOf(text)] as const),
);

/** Every release of the catalog. */
export function lifecycleReleases(): LifecycleRelease[] {
  return [...byProduct.values()].flat();
}

/** How products are called in files; the first that fits is meant. */
const names: Readonly<Record<LifecycleKind, readonly (readonly [pattern: RegExp, product: string])[]>> = {
  os: [
    [/\bwindows\b.*\bserver\b|\b(?:windows|win|ws|w2k)\s?20\d\d|\bwin2k/i, 'windows-server'],
    [/\bwindows\b|\bwin\s?(?:7|8|10)\b/i, 'windows'],
    [/\bcentos stream\b/i, 'centos-stream'],
    [/\bcentos\b/i, 'centos'],
    [/\brocky\b/i, 'rocky-linux'],
    [/\balma ?linux\b/i, 'almalinux'],
    [/\boracle (?:enterprise )?linux\b|\boel\b|\bol\d/i, 'oracle-linux'],
    [/\bred ?hat\b|\brhel/i, 'rhel'],
    [/\bubuntu\b/i, 'ubuntu'],
    [/\bdebian\b/i, 'debian'],
    [/\bopen ?suse\b/i, 'opensuse'],
    [/\bsuse\b|\bsles/i, 'sles'],
    [/\bfedora\b/i, 'fedora'],
    [/\bamazon linux\b|\bamzn/i, 'amazon-linux'],
    [/\baix\b/i, 'ibm-aix'],
    [/\bsolaris\b|\bsunos\b/i, 'oracle-solaris'],
    [/\bfreebsd\b/i, 'freebsd'],
    [/\besxi?\b/i, 'vmware-esxi'],
    [/\bproxmox\b/i, 'proxmox-ve'],
    [/\bxcp-ng\b/i, 'xcp-ng'],
  ],
  database: [
    [/\b(?:ms|microsoft)?\s?sql ?server\b|\bmssql\b/i, 'mssqlserver'],
    [/\boracle\b/i, 'oracle-database'],
    [/\bpostgres/i, 'postgresql'],
    [/\bmariadb\b/i, 'mariadb'],
    [/\bmysql\b/i, 'mysql'],
    [/\bmongo/i, 'mongodb'],
    [/\bdb2\b/i, 'ibm-db2'],
    [/\bredis\b/i, 'redis'],
    [/\belasticsearch\b/i, 'elasticsearch'],
  ],
};

/** What the catalog has for a product text and a version text. */
export type LifecycleMatch =
  | { readonly kind: 'release'; readonly release: LifecycleRelease }
  /** The version is not stated exactly enough; these fit. */
  | { readonly kind: 'several'; readonly label: string; readonly releases: readonly LifecycleRelease[] }
  | { readonly kind: 'unknown_version'; readonly label: string }
  | { readonly kind: 'unknown_product' };

/** Finds the release that a file's words for an operating system or a database name. */
export function findLifecycle(kind: LifecycleKind, text: string, version: string | null): LifecycleMatch {
  const product = names[kind].find(([pattern]) => pattern.test(text))?.[1] ?? '';
  const releases = byProduct.get(product) ?? [];
  const [first] = releases;
  if (first === undefined) return { kind: 'unknown_product' };
  const { label } = first;
  // "2016 or later" is what a hypervisor was told, not what runs.
  if (/\bor (?:later|newer)\b/i.test(text)) return { kind: 'unknown_version', label };
  const stated = [...versionsIn(product, text), ...(version === null ? [] : versionsIn(product, version))];
  const found = stated.map((each) => releasesFor(each, releases)).find(({ length }) => length > 0) ?? [];
  const [release, ...others] = found;
  if (release === undefined) return { kind: 'unknown_version', label };
  return others.length === 0 ? { kind: 'release', release } : { kind: 'several', label, releases: found };
}

/** Years of SQL Server by the major version it reports. */
const sqlServerYears: Readonly<Record<string, string>> = {
  '8': '2000',
  '9': '2005',
  '10': '2008',
  '10.50': '2008 R2',
  '11': '2012',
  '12': '2014',
  '13': '2016',
  '14': '2017',
  '15': '2019',
  '16': '2022',
  '17': '2025',
};

/** Versions a text may state, the likeliest first. */
function versionsIn(product: string, text: string): string[] {
  const plain = text.replace(/\b(?:32|64)[ -]?bits?\b|\bx(?:86_64|64|86)\b|\bi[36]86\b|\(R\)/gi, ' ');
  if (product === 'windows-server') return yearsIn(plain);
  if (product === 'mssqlserver') return [...yearsIn(plain), ...sqlServerYearsIn(plain)];
  const numbers = [...plain.matchAll(/(?<![\d.])v?(\d+(?:\.\d+)*)/gi)].map((match) => match[1] ?? '');
  return [...special(product, plain), ...numbers];
}

function yearsIn(text: string): string[] {
  const [, year, second] =
    /\b(?:w|win|ws|server)?\s?(20(?:0[0358]|1[2-9]|2\d))(?:\D*?\b(r2)\b|r2)?/i.exec(text) ?? [];
  return year === undefined ? [] : [second === undefined && !/r2\b/i.test(text) ? year : `${year} R2`, year];
}

function sqlServerYearsIn(text: string): string[] {
  const [, major = '', minor = ''] = /\b(\d{1,2})\.(\d+)/.exec(text) ?? [];
  const year = sqlServerYears[`${major}.${minor}`] ?? sqlServerYears[major];
  return year === undefined ? [] : [year];
}

/** Versions that are written in a way of their own. */
function special(product: string, text: string): string[] {
  const one = (pattern: RegExp, form: (parts: readonly string[]) => string): string[] => {
    const found = pattern.exec(text);
    return found === null ? [] : [form(found.map((part) => part ?? ''))];
  };
  if (product === 'sles') return one(/(\d+)[\s-]*sp\s?(\d)/i, ([, major, pack]) => `${major}.${pack}`);
  if (product === 'ibm-aix') return one(/\b(\d)(\d)00-0?(\d)/, ([, a, b, c]) => `${a}.${b}.${c}`);
  if (product === 'oracle-solaris') return one(/\bsunos\s5\.(\d+)/i, ([, minor]) => minor ?? '');
  if (product === 'oracle-database')
    return one(/\b(\d{1,2})\s?(?:c|g|i|ai)\b(?:\s*r(?:elease)?\s?(\d))?/i, ([, major, minor]) =>
      minor === '' ? `${major}` : `${major}.${minor}`,
    );
  // Kernels of Red Hat and its kin name their release: 3.10.0-1160.el7.
  return one(/\bel(\d{1,2})\b/i, ([, major]) => major ?? '');
}

/** The release of a version, or all that begin with it when it says less than they do. */
function releasesFor(version: string, releases: readonly LifecycleRelease[]): LifecycleRelease[] {
  const within = releases.filter(({ cycle }) => version === cycle || version.startsWith(`${cycle}.`));
  const [closest] = within.toSorted((a, b) => b.cycle.length - a.cycle.length);
  if (closest !== undefined) return [closest];
  return releases.filter(({ cycle }) => cycle.startsWith(`${version}.`));
}

export type LifecycleStatus = 'expired' | 'ending' | 'supported' | 'unknown_product' | 'unknown_version';

/** Standing of a match on a day, ISO 8601; `ending` within so many months. */
export function lifecycleStatus(match: LifecycleMatch, day: string, months: number): LifecycleStatus {
  if (match.kind === 'unknown_product' || match.kind === 'unknown_version') return match.kind;
  const found = match.kind === 'release' ? [match.release] : match.releases;
  const today = day.slice(0, 10);
  // Of several, only what holds for all of them is certain.
  if (found.every((release) => hasExpired(release, today))) return 'expired';
  if (match.kind === 'several') return 'unknown_version';
  const end = match.release.supportEnd;
  return end !== null && end <= monthsLater(today, months) ? 'ending' : 'supported';
}

function hasExpired({ supportEnd, hasEnded }: LifecycleRelease, today: string): boolean {
  return hasEnded || (supportEnd !== null && supportEnd < today);
}

function monthsLater(day: string, months: number): string {
  const [year = '0', month = '1', date = '01'] = day.split('-');
  const index = Number(year) * 12 + Number(month) - 1 + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-${date}`;
}
