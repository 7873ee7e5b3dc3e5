import { leavesVersionOpen } from '../cleansing/operating-system-text.ts';
import { databaseLifecycles } from './database-lifecycles.ts';
import { furtherOsLifecycles } from './further-os-lifecycles.ts';
import { type LifecycleKind, productNamed } from './lifecycle-products.ts';
import type { LifecycleText } from './lifecycle-text.ts';
import { osLifecycles } from './os-lifecycles.ts';
import { statedVersions } from './stated-versions.ts';
import { windowsLifecycles } from './windows-lifecycles.ts';
import { windowsClientCycles, windowsServerCycles } from './windows-releases.ts';

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

const texts: Readonly<Record<LifecycleKind, readonly LifecycleText[]>> = {
  os: [...windowsLifecycles, ...osLifecycles, ...furtherOsLifecycles],
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

/** What the catalog has for a product text and a version text. */
export type LifecycleMatch =
  | { readonly kind: 'release'; readonly release: LifecycleRelease }
  /** The version is not stated exactly enough; these fit. */
  | { readonly kind: 'several'; readonly label: string; readonly releases: readonly LifecycleRelease[] }
  | { readonly kind: 'unknown_version'; readonly label: string }
  | { readonly kind: 'unknown_product' };

/** Characters that are looked at: a name with its version is short, and words far apart are searched for in pairs. */
const longestText = 500;

/** Finds the release that a file's words for an operating system or a database name, by their beginning. */
export function findLifecycle(kind: LifecycleKind, text: string, version: string | null): LifecycleMatch {
  return findByWords(kind, text.slice(0, longestText), version?.slice(0, longestText) ?? null);
}

function findByWords(kind: LifecycleKind, text: string, version: string | null): LifecycleMatch {
  const product = productNamed(kind, text, version);
  const releases = byProduct.get(product) ?? [];
  const [first] = releases;
  if (first === undefined) return { kind: 'unknown_product' };
  const { label } = first;
  const stated = [text, version].filter((words) => words !== null && !leavesVersionOpen(words)).join(' ');
  const found = releasesStated(product, stated, releases);
  const [release, ...others] = found;
  if (release === undefined) return { kind: 'unknown_version', label };
  return others.length === 0 ? { kind: 'release', release } : { kind: 'several', label, releases: found };
}

function releasesStated(
  product: string,
  text: string,
  releases: readonly LifecycleRelease[],
): readonly LifecycleRelease[] {
  const known = releases.map(({ cycle }) => cycle);
  if (product === 'windows') {
    const fitting = windowsClientCycles(text, known);
    return releases.filter(({ cycle }) => fitting.includes(cycle));
  }
  if (product === 'windows-server') {
    const likeliest = windowsServerCycles(text).find((cycle) => known.includes(cycle));
    return releases.filter(({ cycle }) => cycle === likeliest);
  }
  return closest(statedVersions(product, text).map((version) => releasesFor(version, releases)));
}

/** What the first version that is known fits, or fewer of it where another version says more. */
function closest(fitting: readonly (readonly LifecycleRelease[])[]): readonly LifecycleRelease[] {
  let found: readonly LifecycleRelease[] = [];
  for (const set of fitting) {
    const isPart = set.length < found.length && set.every((release) => found.includes(release));
    if (set.length > 0 && (found.length === 0 || isPart)) found = set;
  }
  return found;
}

/** The release of a version, and those that begin with it, of which it may say too little. */
function releasesFor(version: string, releases: readonly LifecycleRelease[]): LifecycleRelease[] {
  const parts = releases.filter(({ cycle }) => cycle.startsWith(`${version}.`));
  const within = releases.filter(({ cycle }) => version === cycle || version.startsWith(`${cycle}.`));
  const [longest] = within.toSorted((a, b) => b.cycle.length - a.cycle.length);
  return longest === undefined ? parts : [longest, ...parts];
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
