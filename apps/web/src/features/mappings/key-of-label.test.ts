import { expect, test } from 'vitest';
import { keyOfLabel } from './key-of-label.ts';

test.each([
  ['Rack label', 'custom.rack_label'],
  ['  Büro-Nr. 7 ', 'custom.buro_nr_7'],
  ['サーバー', null],
  ['', null],
  ['x'.repeat(90), `custom.${'x'.repeat(80)}`],
])('the key of %j is %j', (label, key) => expect(keyOfLabel(label)).toBe(key));
