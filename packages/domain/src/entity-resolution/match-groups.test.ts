import { describe, expect, test } from 'vitest';
import { type AssetIndex, type GroupFacts, type IdentityFacts, matchGroup } from './match-groups.ts';

type Given = Partial<IdentityFacts> & { readonly uuid?: number; readonly serial?: number };

function facts({ uuid = -1, serial = -1, ...given }: Given): IdentityFacts {
  return { strong: [-1, uuid, serial, -1], hostname: -1, name: -1, addresses: [], assetType: null, ...given };
}

function group(given: Given & { readonly hostnameIsOwn?: boolean }): GroupFacts {
  const known = facts(given);
  return {
    ...known,
    ownStrong: known.strong,
    hostnameIsOwn: given.hostnameIsOwn ?? true,
    ownAddresses: known.addresses,
  };
}

function index(assets: readonly Given[]): AssetIndex {
  const all = assets.map(facts);
  const where = (fits: (asset: IdentityFacts) => boolean): number[] =>
    all.flatMap((asset, id) => (fits(asset) ? [id] : []));
  return {
    facts: (id) => all[id] ?? facts({}),
    byStrong: (kind, value) => where(({ strong }) => strong[kind] === value),
    byHostname: (value) => where(({ hostname }) => hostname === value),
    byName: (value) => where(({ name }) => name === value),
    byAddress: (value) => where(({ addresses }) => addresses.includes(value)),
  };
}

describe('an exact key that one asset has', () => {
  test('matches it', () => {
    expect(matchGroup(group({ serial: 5 }), index([{ serial: 4 }, { serial: 5 }]))).toEqual({
      kind: 'match',
      asset: 1,
      by: 'strong',
    });
  });
  test('matches by the host name when nothing stronger does', () => {
    expect(matchGroup(group({ serial: 5, hostname: 1 }), index([{ hostname: 1 }]))).toEqual({
      kind: 'match',
      asset: 0,
      by: 'hostname',
    });
  });
  test('matches it although name and address differ, when the name only stands in for one nobody gave', () => {
    const named = { serial: 5, name: 7, addresses: [2] };
    const other = { serial: 5, name: 8, addresses: [4] };
    expect(matchGroup(group(named), index([other]))).toMatchObject({ conflict: 'identity_contradiction' });
    const match = { kind: 'match', asset: 0, by: 'strong' };
    expect(matchGroup(group(named), index([{ ...other, nameStandsIn: true }]))).toEqual(match);
    expect(matchGroup(group({ ...named, nameStandsIn: true }), index([other]))).toEqual(match);
  });
  test('F81 does not match when another key disagrees', () => {
    expect(matchGroup(group({ serial: 5, uuid: 1 }), index([{ serial: 5, uuid: 2 }]))).toMatchObject({
      kind: 'undecided',
      conflict: 'identity_contradiction',
    });
    expect(matchGroup(group({ serial: 5, hostname: 1 }), index([{ serial: -2, hostname: 1 }]))).toMatchObject(
      { kind: 'undecided', conflict: 'identity_contradiction' },
    );
  });
});

describe('several candidates', () => {
  test('F81 keys of two assets leave the choice to a person', () => {
    expect(matchGroup(group({ serial: 5, uuid: 1 }), index([{ serial: 5 }, { uuid: 1 }]))).toMatchObject({
      conflict: 'ambiguous_match',
      candidates: [1, 0],
    });
  });
  test('a host name that rows of the file dispute decides nothing', () => {
    expect(matchGroup(group({ hostname: 1, hostnameIsOwn: false }), index([{ hostname: 1 }]))).toMatchObject({
      conflict: 'ambiguous_match',
    });
  });
});

describe('F81 weak keys', () => {
  test('a name alone asks a person, except for an application of that exact name', () => {
    expect(matchGroup(group({ name: 1 }), index([{ name: 1 }]))).toMatchObject({
      kind: 'undecided',
      conflict: 'weak_match',
    });
    const type = { assetType: 'application' };
    expect(matchGroup(group({ name: 1, ...type }), index([{ name: 1, ...type }]))).toEqual({
      kind: 'match',
      asset: 0,
      by: 'name',
    });
  });
  test('an address that several assets have says nothing', () => {
    expect(
      matchGroup(group({ name: 1, addresses: [7] }), index([{ addresses: [7] }, { addresses: [7] }])),
    ).toEqual({ kind: 'none' });
  });
  test('an address of a machine with another serial number is a reused one', () => {
    expect(matchGroup(group({ serial: 5, addresses: [7] }), index([{ serial: -2, addresses: [7] }]))).toEqual(
      { kind: 'none' },
    );
  });
});
