import { assert, constantFrom, domain, ipV4, oneof, property, string, uuid } from 'fast-check';
import { expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import {
  externalIdKey,
  fqdnKey,
  hostnameKey,
  ipKeys,
  macKeys,
  nameKey,
  serialKey,
  strongKinds,
  uuidKey,
} from './identity-keys.ts';
import { keyUndecided, keyWriting, type WrittenKind, writeName } from './key-bytes.ts';

const source = ' ServiceNow ';
const keyOf: Readonly<Record<WrittenKind | 'name', (text: string) => string | null>> = {
  name: nameKey,
  external_id: (text) => externalIdKey(text, source),
  uuid: uuidKey,
  serial_number: serialKey,
  fqdn: fqdnKey,
  hostname: hostnameKey,
  ip_address: (text) => ipKeys(text)[0] ?? null,
  mac_address: (text) => macKeys(text)[0] ?? null,
};

const kinds = [...strongKinds, 'hostname', 'ip_address', 'mac_address', 'name'] as const;

const ordinary = [
  '9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f',
  '1e4d6b9a-9c7f-4170-aa8f-42a1aa6e020f',
  '00000000-0000-0000-0000-000000000000',
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  'VMG00000',
  '5.70611E+12',
  '5,70611e+012',
  '5E+12',
  'A+12',
  'vmware',
  'SERNUM0',
  'VMware-20 ac 0d 0b-11',
  'VMware-20  ac',
  'VMware-20 ',
  'Default string',
  'notebook001',
  'lon1',
  'localdomain',
  'LOCALHOST',
  'unknown',
  'none.corp',
  '123456789',
  '1234567890',
  'XXXXXXX',
  'To be filled by O.E.M.',
  'ab',
  'abc-1',
  'a  b',
  '..',
  'web1.corp.example.com',
  'localhost.localdomain',
  'localhost',
  'WEB-01_b',
  'web1:80',
  '10.0.0.1',
  '127.0.0.1',
  '169.254.1.1',
  '0.0.0.0',
  '255.255.255.255',
  '192.168.1.1\n10.0.0.1',
  '10.0.0.1\nfe80::1',
  '127.0.0.1\n10.0.0.1',
  '1.1\n10.0.0.1',
  'fe80::1',
  '00:50:56:9c:00:01',
  '00:00:00:00:00:00',
  '01:00:5e:00:00:01',
  '0a:00:27:00:00:0b\n0c:00:27:00:00:0b',
  ':a:00:27:00:00:0b',
  '2024',
  'none',
  'WEB1.corp',
  'web1.corp.',
  ' INC1 ',
  'VMware-e0 ed 86 4e-6d99c',
  'Print Server  2',
  'Not specified',
  'Blank behind ',
  'localdomain',
  'unknown.corp',
  'iadpk8s0000',
  'Müller-1',
  'x',
];

test.each(kinds)('the key of %s written from bytes is the key of the text wherever it decides', (kind) => {
  const { write, extraBytes } =
    kind === 'name' ? { write: writeName, extraBytes: 0 } : keyWriting(kind, source);
  let decided = 0;
  const check = (text: string): void => {
    const bytes = encodeUtf8(`«${text}»`);
    const out = new Uint8Array(bytes.length + extraBytes + 3);
    const length = write(bytes, 2, bytes.length - 2, out, 3);
    if (length === keyUndecided) return;
    decided++;
    expect({ text, key: decodeUtf8(out, 3, 3 + length) }).toEqual({ text, key: keyOf[kind](text) });
  };
  for (const text of ordinary) check(text);
  const texts = oneof(
    constantFrom(...ordinary),
    uuid(),
    domain(),
    ipV4(),
    string({ unit: constantFrom(...'0123456789abcdef'.split('')), minLength: 12, maxLength: 12 }).map((hex) =>
      hex.replace(/(..)(?!$)/g, '$1:'),
    ),
    string({ maxLength: 12 }),
    string({ unit: constantFrom(...'0123456789ABCabc.- \n'.split('')), maxLength: 24 }),
  );
  assert(property(texts, check), { numRuns: 500 });
  expect(decided).toBeGreaterThan(20);
});

test.each([
  ['serial_number', 'VMware-e0 ed 86 4e-6d99c'],
  ['hostname', 'iadpk8s0000'],
  ['hostname', 'web1'],
  ['fqdn', 'web1.corp.example.com'],
  ['name', 'Print Server 2'],
  ['hostname', 'lonpweb0002'],
  ['hostname', 'mail'],
  ['serial_number', 'VMware-20 ac 0d 0b-11'],
  ['ip_address', '10.0.0.2\n172.24.0.4\nfe80::4'],
] as const)('the key of the %s %j, as machines have them, needs no text', (kind, text) => {
  const write = kind === 'name' ? writeName : keyWriting(kind, source).write;
  const bytes = encodeUtf8(text);
  expect(write(bytes, 0, bytes.length, new Uint8Array(bytes.length), 0)).not.toBe(keyUndecided);
});
