import { expect, test } from 'vitest';
import { addressRange, isWithinAny, parseSubnets } from './ip-ranges.ts';

test.each([
  ['10.0.0.7', '10.0.0.0/24', true],
  ['10.0.1.7', '10.0.0.0/255.255.255.0', false],
  ['255.255.255.255', '0.0.0.0/0', true],
  ['fd00::1:5', 'fd00:0:0:0:0:0:1:0/112', true],
  ['fd00::2:5', 'fd00::1:0/112', false],
  ['10.0.0.7', 'fd00::/64', undefined],
  ['fd00::7', '10.0.0.0/24, fd00::/64', true],
  ['10.0.1.7', '10.0.0.0/24; 10.0.1.0/24', true],
  ['10.0.0.7', 'Front end', undefined],
  ['10.0.0.7', '10.0.0.0/40', undefined],
  ['10.0.0.7', '10.0.0.0/255.0.255.0', undefined],
  ['fd00::7', 'fd00::/129', undefined],
])('%s in %s: %s', (address, subnets, expected) => {
  expect(isWithinAny(address, parseSubnets(subnets))).toBe(expected);
});

test.each([
  ['8.8.8.8', 'public'],
  ['2a00:1450::1', 'public'],
  ['192.168.1.1', 'private'],
  ['fd12::1', 'private'],
  ['100.64.0.1', 'carrier'],
  ['127.0.0.1', 'host_only'],
  ['fe80::1', 'host_only'],
  ['192.0.2.7', 'documentation'],
  ['2001:db8::1', 'documentation'],
  ['198.19.0.1', 'benchmarking'],
  ['239.1.1.1', 'multicast'],
  ['ff02::1', 'multicast'],
  ['0.0.0.0', 'reserved'],
  ['255.255.255.255', 'reserved'],
  ['::', 'reserved'],
  ['web01', undefined],
])('%s is of a range that is %s', (address, range) => {
  expect(addressRange(address)).toBe(range);
});
