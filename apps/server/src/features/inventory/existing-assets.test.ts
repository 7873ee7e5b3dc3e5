import { describe, expect, test } from 'vitest';
import { ByteDictionary } from '@landfall/domain/cleansing/byte-dictionary';
import { type IdentityKind, identityKinds } from '@landfall/domain/entity-resolution/identity-keys';
import { addressNumber, ExistingAssets, hardwareNumber } from './existing-assets.ts';

/** Values of the keys of a file that has these texts. */
function keysOf(
  texts: Partial<Record<IdentityKind, readonly string[]>>,
): Record<IdentityKind, ByteDictionary> {
  const entries = identityKinds.map((kind) => {
    const values = new ByteDictionary();
    for (const text of texts[kind] ?? []) values.internText(text);
    return [kind, values] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for each kind
  return Object.fromEntries(entries) as Record<IdentityKind, ByteDictionary>;
}

const id = (last: number) => `01a2002d-ce88-8e10-b670-e8470000000${last}`;

/** One line as COPY writes it: id, four strong keys, host name, name, addresses, hardware addresses, type. */
function line(...fields: readonly (string | null)[]): string {
  return `${fields.map((field) => field ?? '\\N').join('\t')}\n`;
}

const none = -1;
const foreign = -2;
const file = keysOf({
  external_id: ['sn\u001F1', 'back\\slash'],
  uuid: ['uuid-1'],
  serial_number: ['SER1'],
  fqdn: ['web-1.example.org'],
  hostname: ['web-1'],
  name: ['web-1', 'web-1.example.org'],
  ip_address: ['10.0.0.7', '10.0.0.8', 'fe00::1'],
  mac_address: ['00:16:3e:00:00:01'],
});

const lines = [
  line(
    id(1),
    'sn\u001F1',
    'uuid-1',
    'SER1',
    'web-1.example.org',
    'web-1',
    'web-1.example.org',
    '{10.0.0.7,10.9.9.9}',
    '{00:16:3e:00:00:01}',
    'server',
  ),
  line(id(2), null, 'uuid-2', null, null, null, 'elsewhere', '{127.0.0.1,10.0.0.8}', null, 'virtual_machine'),
  line(id(3), null, 'uuid-3', 'SER3', null, null, 'nobody', '{10.1.1.1}', '{}', 'server'),
  line(id(4), 'back\\\\slash', null, null, null, 'web-9', 'WEB-9', '{}', '{ff:ff:ff:ff:ff:ff}', 'other'),
];

/** The assets as they are found by these kinds of keys after the other, all at once unless told. */
function read(
  pieces: readonly Buffer[],
  rounds: readonly (readonly IdentityKind[])[] = [identityKinds],
): ExistingAssets {
  const existing = new ExistingAssets();
  for (const kinds of rounds) {
    existing.lookUp(Object.fromEntries(kinds.map((kind) => [kind, file[kind]] as const)));
    for (const piece of pieces) existing.addPiece(piece);
  }
  return existing;
}

/** All that can be asked of the assets. */
function factsOf(existing: ExistingAssets) {
  return {
    ids: [0, 1, 2].map((asset) => existing.idOf(asset)),
    facts: [0, 1, 2].map((asset) => existing.facts(asset)),
    holders: [existing.byStrong(0, 1), existing.byName(1), existing.byHostname(0)],
    byAddress: [existing.byAddress(addressNumber(1)), existing.byAddress(hardwareNumber(0))],
  };
}

const expected = {
  ids: [id(1), id(2), id(4)],
  facts: [
    {
      strong: [0, 0, 0, 0],
      hostname: 0,
      name: 1,
      nameStandsIn: true,
      addresses: [addressNumber(0), hardwareNumber(0)],
      assetType: 'server',
    },
    {
      strong: [none, foreign, none, none],
      hostname: none,
      name: foreign,
      nameStandsIn: false,
      // An address every machine has is no key; the next one is.
      addresses: [addressNumber(1)],
      assetType: 'virtual_machine',
    },
    {
      strong: [1, none, none, none],
      hostname: foreign,
      name: foreign,
      nameStandsIn: false,
      addresses: [],
      assetType: 'other',
    },
  ],
  holders: [[2], [0], [0]],
  byAddress: [[1], [0]],
};

describe('existing assets', () => {
  test('are kept by the keys they share with the file, and those that share none are not kept', () => {
    expect(factsOf(read([Buffer.from(lines.join(''))]))).toEqual(expected);
  });

  test('are the same however the database cuts what it sends', () => {
    const whole = Buffer.from(lines.join(''));
    for (let size = 1; size <= 64; size++) {
      const pieces: Buffer[] = [];
      for (let at = 0; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size));
      expect(factsOf(read(pieces))).toEqual(expected);
    }
  });

  test('are the same when they are looked up by some kinds of keys after the other', () => {
    const pieces = [Buffer.from(lines.join(''))];
    const [one, ...others] = [['ip_address', 'external_id'], ['name'], ['mac_address', 'uuid']] as const;
    const left = identityKinds.filter((kind) => ![one, ...others].flat().some((each) => each === kind));
    expect(factsOf(read(pieces, [one, ...others, left]))).toEqual(expected);
    const singly = read(
      pieces,
      identityKinds.toReversed().map((kind) => [kind]),
    );
    const numbers = singly.numbersOf(expected.ids);
    expect(expected.ids.map((each) => singly.facts(numbers.get(each)!))).toEqual(expected.facts);
    expect(singly.byName(1).map((asset) => singly.idOf(asset))).toEqual([id(1)]);
  });

  test('are refused when a line has other fields than were asked for', () => {
    expect(() => read([Buffer.from('one\ttwo\n')])).toThrow(/fields/);
  });
});
