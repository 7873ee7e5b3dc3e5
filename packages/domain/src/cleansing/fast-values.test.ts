import { array, assert, constantFrom, domain, double, ipV4, oneof, property, string, uuid } from 'fast-check';
import { expect, test } from 'vitest';
import { awkwardParts } from '../../test/awkward-texts.ts';
import type { TargetField, TargetFieldType } from '../catalog/target-field.ts';
import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { cleanseValue } from './cleanse-value.ts';
import { EvidenceCollector } from './column-evidence.ts';
import { planColumn } from './column-plan.ts';
import { fastReaderFor, fastUndecided, longestFast } from './fast-values.ts';

const kinds: readonly (readonly [string, TargetFieldType, TargetField['unit']])[] = [
  ['location', 'text', undefined],
  ['fqdn', 'text', undefined],
  ['uuid', 'uuid', undefined],
  ['mac_address', 'mac_list', undefined],
  ['ip_address', 'ip_list', undefined],
  ['cpu_cores', 'integer', 'cores'],
  ['memory_gb', 'decimal', 'GB'],
  ['monthly_cost', 'money', undefined],
  ['cpu_utilization_percent', 'percent', 'percent'],
  ['purchase_date', 'date', undefined],
  ['last_seen', 'timestamp', undefined],
  ['port', 'port', undefined],
];

const ordinary = [
  '10.0.0.1',
  '010.1.1.1',
  '10.0.0.300',
  '1.2.3',
  '00:50:56:00:00:0A',
  '0050.5600.000a',
  '00-50-56-00-00-0a',
  '9A6B4D1E-9C7F-4170-AA8F-42A1AA6E020F',
  'web1.Corp.example.com',
  'web1.corp.',
  'a..b',
  'web.1',
  '-a.b1.c',
  '2026-03-17',
  '2026-02-30',
  '2026-05-27T08:20:00Z',
  '2026-05-27T24:20:00Z',
  '0',
  '7',
  '007',
  '12.5',
  '12.50',
  '12.00',
  '1.234',
  '99.99',
  '100',
  '100.00',
  '100.5',
  '100.01',
  '65535',
  '65536',
  '999999999',
  '1234567890',
  '.5',
  'n/a',
  '-',
  'tbd',
  ' srv 01 ',
  'München',
  '1\t2',
  'Rack 7\r\nin Köln',
  '\tRack 7',
  'a rather long note without any figure',
  'Keine näheren Angaben vorhanden',
  'не доступно в этой таблице\tнет',
  'K\u0308 7',
  'неизвестно',
  '該当なし',
  '',
  '   ',
  '5',
  '6',
  '1e3',
  '-5',
  '0.00',
  '0.10',
  '$8,791.1',
  '8,791.10',
  '1,234,567.05',
  '$12',
  '$12,50',
  '$1,234',
  '$0.5',
  '12,34.5',
  '1234,567.5',
  '0,123.5',
  ',123.5',
  '1,23',
  '$',
];

test.each(kinds)(
  'the fast reader of %s agrees with the full conversion wherever it decides',
  (key, type, unit) => {
    const facts = { key, type, label: key, synonyms: [], categories: [], description: '' };
    const field: TargetField =
      unit === undefined
        ? { ...facts, group: 'technical', storedOn: ['asset'] }
        : { ...facts, group: 'technical', storedOn: ['asset'], unit };
    const evidence = new EvidenceCollector().result();
    const plan = planColumn({ position: 1, key, header: 'Column', evidence }, field);
    const fast = fastReaderFor(plan);
    let decided = 0;
    const cells = oneof(
      constantFrom(...ordinary),
      string({ maxLength: 24 }),
      array(constantFrom(...awkwardParts), { maxLength: 9 }).map((parts) => parts.join('')),
      string({ unit: constantFrom(...'0123456789.,$:-abcdefABCDEF TZ'.split('')), maxLength: 22 }),
      double({ min: 0, max: 1e6, noNaN: true }).map((value) => value.toFixed(2)),
      ipV4(),
      uuid(),
      domain(),
    );
    const check = (cell: string): void => {
      const text = cell.replaceAll(/^ +| +$/g, '');
      const bytes = encodeUtf8(text);
      if (bytes.length === 0 || bytes.length > longestFast) return;
      const out = new Uint8Array(longestFast + 7);
      const length = fast?.(bytes, 0, bytes.length, out, 7) ?? fastUndecided;
      if (length === fastUndecided) return;
      decided++;
      const value = decodeUtf8(out, 7, 7 + length);
      expect({ text, value, issue: null }).toEqual({ text, ...cleanseValue(plan, decodeUtf8(bytes)) });
    };
    for (const text of ordinary) check(text);
    assert(property(cells, check), { numRuns: 400 });
    expect(decided).toBeGreaterThan(1);
  },
);
