import { noKey } from './row-clusters.ts';

/** A group or an existing asset reduced to what matching compares: numbers of normalised key values. */
export interface IdentityFacts {
  /** External id, uuid, serial number, fqdn; -1 unknown, values below -1 are known but not in the file. */
  readonly strong: readonly number[];
  readonly hostname: number;
  readonly name: number;
  /** True when another identifier stands in for a name nobody gave: it names, and says nothing against another name. */
  readonly nameStandsIn?: boolean;
  readonly addresses: readonly number[];
  /** Catalog asset type, null when unknown. */
  readonly assetType: string | null;
}

/** Existing assets, found by the numbers of their keys. */
export interface AssetIndex {
  facts(asset: number): IdentityFacts;
  byStrong(kind: number, value: number): readonly number[];
  byHostname(value: number): readonly number[];
  byName(value: number): readonly number[];
  byAddress(value: number): readonly number[];
}

/** Keys of a group that no other group of the file states; only those may match by themselves. */
export interface GroupFacts extends IdentityFacts {
  readonly ownStrong: readonly number[];
  readonly hostnameIsOwn: boolean;
  readonly ownAddresses: readonly number[];
}

export const conflictTypes = [
  'ambiguous_match',
  'weak_match',
  'identity_contradiction',
  'protected_value',
] as const;
export type ConflictType = (typeof conflictTypes)[number];

/**
 * What the existing assets say about a group.
 *
 * `undecided` becomes a conflict for a person, unless one candidate already holds every value the group
 * offers: then nothing would change and the group is `unchanged`.
 */
export type GroupMatch =
  | { readonly kind: 'none' }
  | { readonly kind: 'match'; readonly asset: number; readonly by: 'strong' | 'hostname' | 'name' }
  | { readonly kind: 'undecided'; readonly conflict: ConflictType; readonly candidates: readonly number[] };

const none: GroupMatch = { kind: 'none' };

/** Matches one group against the existing assets, strong keys first; similarity plays no part. */
export function matchGroup(group: GroupFacts, index: AssetIndex): GroupMatch {
  const strong = unique(
    group.ownStrong.flatMap((value, kind) => (value >= 0 ? index.byStrong(kind, value) : [])),
  );
  const [asset] = strong;
  if (asset === undefined) return matchByHostname(group, index);
  if (strong.length > 1) return { kind: 'undecided', conflict: 'ambiguous_match', candidates: strong };
  if (contradicts(group, index.facts(asset))) {
    return { kind: 'undecided', conflict: 'identity_contradiction', candidates: strong };
  }
  return { kind: 'match', asset, by: 'strong' };
}

function matchByHostname(group: GroupFacts, index: AssetIndex): GroupMatch {
  const candidates = group.hostname >= 0 ? index.byHostname(group.hostname) : [];
  const fitting = candidates.filter((asset) =>
    isCompatibleType(group.assetType, index.facts(asset).assetType),
  );
  const [asset] = fitting;
  if (asset === undefined) return matchWeakly(group, index);
  if (fitting.length > 1 || !group.hostnameIsOwn)
    return { kind: 'undecided', conflict: 'ambiguous_match', candidates: fitting };
  if (contradicts(group, index.facts(asset))) {
    return { kind: 'undecided', conflict: 'identity_contradiction', candidates: fitting };
  }
  return { kind: 'match', asset, by: 'hostname' };
}

function matchWeakly(group: GroupFacts, index: AssetIndex): GroupMatch {
  const byName = group.name >= 0 ? index.byName(group.name) : [];
  const byAddress = group.ownAddresses.flatMap((value) => {
    // An address that several assets hold is reused and says nothing.
    const holders = index.byAddress(value);
    return holders.length === 1 ? holders : [];
  });
  const candidates = unique([...byName, ...byAddress]).filter(
    (asset) => !contradicts(group, index.facts(asset)),
  );
  const [asset] = candidates;
  if (asset === undefined) return none;
  if (candidates.length > 1) return { kind: 'undecided', conflict: 'ambiguous_match', candidates };
  const named =
    byName.includes(asset) &&
    isNamedKind(group.assetType) &&
    group.assetType === index.facts(asset).assetType;
  return named
    ? { kind: 'match', asset, by: 'name' }
    : { kind: 'undecided', conflict: 'weak_match', candidates };
}

function isNamedKind(type: string | null): boolean {
  return type === 'application' || type === 'database';
}

/** True when both sides state different strong keys of one kind, or differ in both name and address. */
export function contradicts(left: IdentityFacts, right: IdentityFacts): boolean {
  for (let kind = 0; kind < left.strong.length; kind++) {
    const a = left.strong[kind] ?? noKey;
    const b = right.strong[kind] ?? noKey;
    if (a !== noKey && b !== noKey && a !== b) return true;
  }
  return differByNameAndAddress(left, right);
}

function differByNameAndAddress(left: IdentityFacts, right: IdentityFacts): boolean {
  if (left.nameStandsIn === true || right.nameStandsIn === true) return false;
  if (left.name === noKey || right.name === noKey || left.name === right.name) return false;
  if (left.addresses.length === 0 || right.addresses.length === 0) return false;
  return !left.addresses.some((address) => right.addresses.includes(address));
}

const machineTypes = new Set(['server', 'virtual_machine']);

/** True for equal types, an unknown one, and a server that turns out to be virtual. */
export function isCompatibleType(left: string | null, right: string | null): boolean {
  if (left === null || right === null || left === right || left === 'other' || right === 'other') return true;
  return machineTypes.has(left) && machineTypes.has(right);
}

function unique(assets: readonly number[]): number[] {
  return [...new Set(assets)];
}
