import type { FileEnd } from './end-registry.ts';

/** An asset as the ends of connections are compared with it. */
export interface EndCandidate {
  readonly id: string;
  readonly name: string;
  readonly fqdn: string | null;
  readonly addresses: readonly string[];
  /** False for an asset that nothing but the ends of connections tells of. */
  readonly isVouched: boolean;
}

/** Assets by the keys ends have. */
export interface EndIndex {
  byFqdn(key: string): readonly EndCandidate[];
  byHostname(key: string): readonly EndCandidate[];
  byName(key: string): readonly EndCandidate[];
  byAddress(address: string): readonly EndCandidate[];
}

/** How sure it is that an end is an asset: `strong` by a key that identifies alone, `unique` by one only it has. */
export type EndStrength = 'strong' | 'unique' | 'created';

const strengthsDown: readonly EndStrength[] = ['strong', 'unique', 'created'];

/** The surer of two ways in which one asset was found. */
export function surer(left: EndStrength, right: EndStrength): EndStrength {
  return strengthsDown.indexOf(left) <= strengthsDown.indexOf(right) ? left : right;
}

export type EndMatch =
  | { readonly kind: 'asset'; readonly candidate: EndCandidate; readonly strength: 'strong' | 'unique' }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly EndCandidate[] };

/** Finds the asset an end is: by its domain name, else its host name, else its name, else its address. */
export function resolveEnd(end: FileEnd, index: EndIndex): EndMatch {
  const exact = exactCandidate(end, index);
  if (exact !== undefined) return { kind: 'asset', candidate: exact, strength: 'strong' };
  const named = namedCandidates(end, index);
  if (named.length > 1) return narrowed(end, named);
  const [candidate] = named;
  const holders = holdersOf(end, index);
  if (candidate === undefined) return byAddress(holders);
  const [other] = holders;
  const contradicts =
    other !== undefined &&
    holders.every(({ id }) => id !== candidate.id) &&
    candidate.addresses.length > 0 &&
    !candidate.addresses.some((address) => end.addresses.includes(address));
  if (contradicts) return { kind: 'ambiguous', candidates: [candidate, other] };
  return { kind: 'asset', candidate, strength: 'unique' };
}

function exactCandidate({ keys }: FileEnd, index: EndIndex): EndCandidate | undefined {
  const fqdn = keys?.fqdn ?? null;
  return fqdn === null ? undefined : index.byFqdn(fqdn)[0];
}

function namedCandidates({ keys }: FileEnd, index: EndIndex): readonly EndCandidate[] {
  if (keys === null) return [];
  const byHostname = keys.hostname === null ? [] : index.byHostname(keys.hostname);
  const fitting = byHostname.filter(({ fqdn }) => fqdn === null || keys.fqdn === null || fqdn === keys.fqdn);
  return fitting.length > 0 ? fitting : index.byName(keys.name);
}

function narrowed(end: FileEnd, named: readonly EndCandidate[]): EndMatch {
  const fitting = named.filter(({ addresses }) =>
    addresses.some((address) => end.addresses.includes(address)),
  );
  const [candidate] = fitting;
  return candidate !== undefined && fitting.length === 1
    ? { kind: 'asset', candidate, strength: 'unique' }
    : { kind: 'ambiguous', candidates: named };
}

/** Assets that alone hold one of the end's addresses; an address of several says nothing. */
function holdersOf(end: FileEnd, index: EndIndex): EndCandidate[] {
  const found = new Map<string, EndCandidate>();
  for (const address of end.addresses) {
    const [holder, ...others] = index.byAddress(address);
    if (holder !== undefined && others.length === 0) found.set(holder.id, holder);
  }
  return [...found.values()];
}

function byAddress(holders: readonly EndCandidate[]): EndMatch {
  const [candidate, ...others] = holders;
  if (candidate === undefined) return { kind: 'none' };
  if (others.length > 0) return { kind: 'ambiguous', candidates: holders };
  return { kind: 'asset', candidate, strength: 'unique' };
}

/**
 * Confidence of an edge by how its ends were found; many connections, as many as the engagement says, add a little.
 *
 * 0.95 both ends by a strong key, 0.80 both known, 0.60 when an end was made from the file itself.
 */
export function edgeConfidence(
  ends: readonly [EndStrength, EndStrength],
  { connectionCount, many }: { readonly connectionCount: number | null; readonly many: number },
): number {
  const base = ends.includes('created') ? 0.6 : ends.includes('unique') ? 0.8 : 0.95;
  const more = connectionCount !== null && connectionCount >= many ? 0.03 : 0;
  return Math.min(0.98, Math.round((base + more) * 100) / 100);
}
