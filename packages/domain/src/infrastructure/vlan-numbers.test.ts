import { expect, test } from 'vitest';
import { vlanNumbers } from './vlan-numbers.ts';

test.each([
  ['20', [20]],
  ['VLAN0020', [20]],
  ['vlan 20.0', [20]],
  ['-5', [-5]],
  ['20.5', [Number.NaN]],
  ['10, 20; 30-40', [10, 20, 30, 40]],
  ['20 (DMZ)', [20]],
  ['dvPG_VLAN-4095', [4095]],
  ['VLAN ID: 20', [20]],
  ['DMZ', [null]],
  ['DMZ 2', [null]],
])('the numbers in %s', (text, numbers) => {
  expect(vlanNumbers(text)).toEqual(numbers);
});
