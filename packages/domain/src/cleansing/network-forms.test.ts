import { assert, constantFrom, ipV4, ipV6, oneof, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalIp, canonicalMac } from './network-forms.ts';

/** What the platform's own parser makes of an address. */
function addressOfUrl(text: string): string | undefined {
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return undefined;
  }
}

function checkIp(text: string): void {
  if (!text.includes(':') || /^\d+\.\d+\.\d+\.\d+:\d+$/.test(text)) return;
  // IPv4 addresses within IPv6 are told by a test of their own.
  if (addressOfUrl(text)?.startsWith('::ffff:') === true) return;
  expect({ text, ip: canonicalIp(text) }).toEqual({ text, ip: addressOfUrl(text) });
}

test('IPv6 addresses take the form the platform gives them', () => {
  const almost = string({ unit: constantFrom(...'0123:aAfF:.'.split('')), minLength: 2, maxLength: 24 });
  for (const text of [
    '::',
    '::1',
    '1::',
    '1:2:3:4:5:6:7:8',
    '1::3::5',
    ':::',
    '1:2:3:4:5:6:7:',
    'FE80::00A1',
  ])
    checkIp(text);
  assert(property(oneof(ipV6(), almost), checkIp), { numRuns: 2000 });
});

test('an IPv4 address written as one of IPv6 is the IPv4 address', () => {
  for (const text of ['::ffff:10.0.0.1', '::FFFF:a00:1', '[::ffff:10.0.0.1]:443'])
    expect(canonicalIp(text)).toBe('10.0.0.1');
  expect(canonicalIp('::fffe:10.0.0.1')).toBe('::fffe:a00:1');
});

test('IPv4 addresses are kept, those with leading zeros or octets beyond 255 refused', () => {
  const isKept = property(ipV4(), (text) => canonicalIp(text) === text);
  assert(isKept);
  for (const text of ['010.0.0.1', '10.0.0.256', '10.0.0', '10.0.0.1.2', '10.0.0.1.', ''])
    expect(canonicalIp(text)).toBeUndefined();
  expect(['10.0.0.1/24', '10.0.0.1:443', '10.0.0.1/255.255.255.0'].map(canonicalIp)).toEqual([
    '10.0.0.1',
    '10.0.0.1',
    '10.0.0.1',
  ]);
});

test('a MAC address without leading zeros is completed', () => {
  expect(canonicalMac('0:3:ba:1:2:C')).toBe('00:03:ba:01:02:0c');
  expect(canonicalMac('0:3:ba:1:2')).toBeUndefined();
});
