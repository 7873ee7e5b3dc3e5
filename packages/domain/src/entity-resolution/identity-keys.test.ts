import { describe, expect, test } from 'vitest';
import {
  externalIdKey,
  hostnameKey,
  ipKeys,
  keyTexts,
  macKeys,
  nameKey,
  serialKey,
  uuidKey,
} from './identity-keys.ts';

describe('F81 placeholders identify nothing', () => {
  test.each([
    'To Be Filled By O.E.M.',
    'Default string',
    'None',
    '0',
    'System Serial Number',
    'XXXXXXX',
    '0000000',
    '  ',
    '....',
    'N/A',
    '00-00-00',
  ])('the serial number %j is junk', (text) => expect(serialKey(text)).toBeNull());
  test('well-known uuids are junk in both byte orders', () => {
    expect(uuidKey('00000000-0000-0000-0000-000000000000')).toBeNull();
    expect(uuidKey('03000200-0400-0500-0006-000700080009')).toBeNull();
    expect(uuidKey('00020003-0004-0005-0006-000700080009')).toBeNull();
  });
  test('localhost, loopback and multicast addresses are no identity', () => {
    expect(hostnameKey('localhost.localdomain')).toBeNull();
    expect(hostnameKey('10.0.0.1')).toBeNull();
    expect(ipKeys('127.0.0.1\n10.0.0.1\nfe80::1\n169.254.3.4')).toEqual(['10.0.0.1']);
    expect(macKeys('00:00:00:00:00:00\n01:00:5e:00:00:01\n00:50:56:00:00:01')).toEqual(['00:50:56:00:00:01']);
  });
});

test('spellings of one identifier have one key', () => {
  expect(serialKey(' vmg00000 ')).toBe(serialKey('VMG00000'));
  expect(hostnameKey('WEB1.corp.example.com')).toBe('web1');
  expect(nameKey('  SAP   ERP ')).toBe('sap erp');
  expect(uuidKey('9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f')).toBe(
    uuidKey('1e4d6b9a-7f9c-7041-aa8f-42a1aa6e020f'),
  );
});

test('the same id of two source systems is two keys', () => {
  expect(externalIdKey('42', 'ServiceNow')).not.toBe(externalIdKey('42', 'VMware'));
});

test('a number that a spreadsheet rounded identifies nothing', () => {
  for (const text of ['5.70611E+12', '5,70611E+12', '5E+12']) {
    expect(keyTexts('serial_number', text)).toEqual([]);
    expect(keyTexts('external_id', text)).toEqual([]);
    expect(externalIdKey(text, 'cmdb')).toBeNull();
  }
  expect(keyTexts('serial_number', '5E12')).toEqual(['5E12']);
  expect(keyTexts('external_id', 'A+12')).toEqual(['A+12']);
});
