import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monthOfName } from './date-values.ts';
import { isFqdn, isIpV4, isIpV6, isMac } from './network-values.ts';
import { parseNumber, readPlainNumber } from './number-values.ts';
import { isPlaceholderWord } from './placeholder-words.ts';
import { recogniseValue } from './recognise-value.ts';
import { listItems } from './multi-value.ts';
import { unitOf } from './unit-words.ts';
import { encodeUtf8 } from './utf8.ts';

test.each([
  ['integer', ['0', '42', '-7', '+3', '1,234', '1,234,567', "1'000", '00123', '123456789012']],
  ['decimal', ['1.5', '-0.25', '1,5', '1.234,56', '1,234.56', '.5', '1e3', '1 234,5']],
  ['boolean', ['true', 'FALSE', 'yes', 'No', 'y', 'ja', 'Nein', 'sí', 'off']],
  [
    'date',
    [
      '2024-02-29',
      '31.12.2023',
      '12/31/2023',
      '1/2/24',
      '2024/1/2',
      '12 Jan 2024',
      'Jan 12, 2024',
      '3. März 2021',
      '12-Okt-2020',
      '2024年1月2日',
    ],
  ],
  [
    'timestamp',
    [
      '2024-01-02T03:04:05Z',
      '2024-01-02 03:04',
      '31.12.2023 23:59:59',
      '9/7/2013 08:55 PM',
      '2024-01-02T03:04:05.123+01:00',
      'Fri, 12 Jan 2024 10:00:00 GMT',
      'Thu Jan 28 01:26:53 UTC 2010',
    ],
  ],
  ['ip', ['10.0.0.1', '255.255.255.255', '::1', 'fe80::4', '2001:db8:0:0:1:0:0:1', '::ffff:192.0.2.1', '::']],
  ['mac', ['00:1a:4b:68:e3:97', '00-1A-4B-68-E3-97', '0011.2233.4455', '00155D010203']],
  ['fqdn', ['web-1.corp.example.com', 'db.local', 'srv01.prod.example.', 'x.de']],
  ['email', ['a.b@example.com', "o'neil+x@mail.example.org"]],
  ['url', ['https://example.com/a?b=c', 'jdbc://db:1521/x', 'http://10.0.0.1']],
  ['uuid', ['4233fb8c-baae-8953-7307-0cf9042c70a4', '{4233FB8C-BAAE-8953-7307-0CF9042C70A4}']],
  ['version', ['10.0.17763', '256.1.1.1', 'v1.2', '2.6.31-19-generic', '8.0.22000.1']],
  [
    'text',
    [
      '',
      'web-01',
      '16 GB',
      '45%',
      '2023-02-29',
      '31/31/2024',
      'John.Doe',
      'notes.txt',
      'Windows Server 2019',
      'NaN',
      'Infinity',
      '1e9999x',
      '10.0.0.0/24',
      'decade-01',
      'Mar-a-Lago',
      '12:30',
      'a@b',
      'cafe',
      ':::',
      '1::2::3',
      '00:1a:4b:68:e3',
      'x'.repeat(600),
    ],
  ],
] as const)('%s is recognised', (kind, texts) => {
  expect(texts.map((text) => [text, recogniseValue(text)])).toEqual(texts.map((text) => [text, kind]));
});

test('spaces around a value do not matter', () => {
  expect(recogniseValue('  10.0.0.1 ')).toBe('ip');
});

describe('single recognisers', () => {
  test.each(['1.2.3', '01.2.3.4', '1.2.3.4.5', '1.2.3.', '300.1.1.1', '1.2.3.4 '])(
    '%j is no IPv4 address',
    (text) => {
      expect(isIpV4(text)).toBe(false);
    },
  );
  test.each(['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '12345::', ':1', '1:', 'fe80::%eth0', '1::2:3:4:5:6:7:8'])(
    '%j is no IPv6 address',
    (text) => {
      expect(isIpV6(text)).toBe(false);
    },
  );
  test.each(['123456789012', 'abcdefabcdef', '00:1a-4b:68:e3:97', '00:1g:4b:68:e3:97'])(
    '%j is no MAC address',
    (text) => {
      expect(isMac(text)).toBe(false);
    },
  );
  test.each(['localhost', 'a..b.com', '-a.com', 'a-.com', '1.2.3.4', `${'a'.repeat(64)}.com`])(
    '%j is no FQDN',
    (text) => {
      expect(isFqdn(text)).toBe(false);
    },
  );
});

test.each([
  ['1,234', 1234],
  ['1,5', 1.5],
  ['1.234,56', 1234.56],
  ["1'234.5", 1234.5],
  ['-0', -0],
  ['1e3', 1000],
  ['16 GB', undefined],
  ['NaN', undefined],
  ['1e999', undefined],
])('F67 the number %j shows is %j', (text, value) => {
  expect(parseNumber(text)).toBe(value);
});

test.each(['n/a', ' N/A ', 'TBD', 'unknown', '-', 'None', 'null', 'unbekannt', '不明'])(
  '%j stands for no value',
  (text) => {
    expect(isPlaceholderWord(text)).toBe(true);
  },
);
test.each(['0', 'false', 'no', 'nano', 'none-01', ''])('F66 %j is a value of its own', (text) => {
  expect(isPlaceholderWord(text)).toBe(false);
});

test('the short cut for plain numbers answers what the parser does', () => {
  const spelling = fc.string({
    unit: fc.constantFrom('0', '1', '5', '9', '.', '-', '+', ','),
    maxLength: 17,
  });
  fc.assert(
    fc.property(spelling, (text) => {
      const bytes = encodeUtf8(text);
      const short = readPlainNumber(bytes, 0, bytes.length);
      expect(short ?? parseNumber(text)).toBe(parseNumber(text));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['16 GB', 'GB'],
  ['16384MB', 'MB'],
  ['1,5 TiB', 'TiB'],
  ['45%', '%'],
  ['$9,500.00', '$'],
  ['8 vCPU', 'vCPU'],
  ['64G', 'G'],
  ['1234567W', undefined],
  ['12 monkeys', undefined],
  ['GB', undefined],
])('the unit of %j is %j', (text, unit) => {
  expect(unitOf(text)).toBe(unit);
});

test.each([
  ['a;b;c', ';', 3],
  ['10.0.0.1, 10.0.0.2, 10.0.0.3', ',', 3],
  ['x|y|z|', '|', 3],
  ['one\ntwo\nthree', '\n', 3],
])('%j is a list', (text, separator, count) => {
  expect(listItems(text)).toMatchObject({ separator });
  expect(listItems(text)?.items).toHaveLength(count);
});
test.each([
  'Last, First',
  '1,234,567',
  '12 Main St, Springfield, IL 62701',
  'a;b',
  'We moved it, then, after some long weeks of waiting, removed it',
])('%j is no list', (text) => {
  expect(listItems(text)).toBeUndefined();
});

test.each([
  ['January', 1],
  ['févr.', 2],
  ['MÄRZ', 3],
  ['dezembro', 12],
  ['web', undefined],
])('the month %j is %j', (name, month) => {
  expect(monthOfName(name)).toBe(month);
});
