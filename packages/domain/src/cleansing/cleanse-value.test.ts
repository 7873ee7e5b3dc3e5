import { describe, expect, test } from 'vitest';
import { column, field, gigabytes } from '../../test/cleanse-column.ts';

describe('separators are decided for the whole column', () => {
  test('F83 a lone separator before three digits is an issue, not a guess', () => {
    expect(column(gigabytes(), ['1.234 GB', '2.500 GB'])).toEqual([
      'number_format_ambiguous',
      'number_format_ambiguous',
    ]);
  });
  test('one unambiguous value settles the others', () => {
    expect(column(gigabytes(), ['1.234 GB', '12,5 GB'])).toEqual(['1234', '12.5']);
    expect(column(gigabytes(), ['1.234 GB', '12.5 GB', '1,024 GB'])).toEqual(['1.234', '12.5', '1024']);
    expect(column(gigabytes(), ['1.234 GB'], { options: { numberFormat: 'comma' } })).toEqual(['1234']);
  });
  test('in a column that mixes both ways each unambiguous value is read as written', () => {
    expect(column(gigabytes(), ['1.49 TB', '1,49 TB', '1,487 GB'])).toEqual([
      '1525.76',
      '1525.76',
      'number_format_ambiguous',
    ]);
  });
  test('whole-number fields read a lone separator as grouping', () => {
    expect(column(field('users_count', 'integer', { unit: 'users' }), ['1.234', '12,500'])).toEqual([
      '1234',
      '12500',
    ]);
  });
});

describe('zero, false and missing', () => {
  test('F66 zero and false are values, only blanks and placeholder words are missing', () => {
    expect(
      column(field('cpu_cores', 'integer', { unit: 'cores' }), [
        '0',
        '',
        ' ',
        'n/a',
        '-',
        'TBD',
        'unbekannt',
      ]),
    ).toEqual(['0', null, null, null, null, null, null]);
    expect(
      column(field('pii_flag', 'boolean'), ['false', '0', 'no', 'nein', 'Ja', 'x', 'sí', 'はい']),
    ).toEqual(['false', 'false', 'false', 'false', 'true', 'true', 'true', 'true']);
    expect(column(field('rto_hours', 'decimal', { unit: 'hours' }), ['0', '0.0 h', '30 min'])).toEqual([
      '0',
      '0',
      '0.5',
    ]);
  });
  test('F67 a number that is not finite is an issue and no value', () => {
    expect(column(field('annual_cost', 'money'), ['NaN', 'Infinity', '1e999', '-Infinity', '1e3'])).toEqual([
      null,
      'invalid_value',
      'invalid_value',
      'invalid_value',
      '1000',
    ]);
  });
  test('none is a value where the vocabulary has it', () => {
    const status = field('encryption_status', 'enum', {
      vocabulary: ['none', 'at_rest', 'in_transit', 'both'],
    });
    expect(column(status, ['none', 'Keine', 'tls', 'n/a'])).toEqual(['none', 'none', 'in_transit', null]);
  });
});

describe('percentages', () => {
  const percent = field('cpu_utilization_percent', 'percent', { unit: 'percent' });
  test('shares of 1 are scaled when the whole column is at most 1 and the header says so', () => {
    expect(column(percent, ['0.25', '0,5', '1'], { header: 'CPU usage %' })).toEqual(['25', '50', '100']);
    expect(column(percent, ['0.25', '60.5'], { header: 'CPU usage %' })).toEqual(['0.25', '60.5']);
  });
  test('a percentage outside 0 to 100 is an issue', () => {
    expect(column(percent, ['26.9%', '81,3', '101', '-1'])).toEqual([
      '26.9',
      '81.3',
      'invalid_value',
      'invalid_value',
    ]);
  });
});

describe('dates', () => {
  const date = field('purchase_date', 'date');
  test('ISO, dotted, named months and spreadsheet serials need no decision', () => {
    const texts = [
      '2026-03-17',
      '05.11.2023',
      '44521',
      '17 March 2026',
      '3. März 2021',
      '12 janv. 2020',
      '5 de mayo de 2019',
      'Feb 1, 2018',
      '2018年4月12日',
      '20180412',
      '7 de março de 2020',
    ];
    expect(column(date, texts)).toEqual([
      '2026-03-17',
      '2023-11-05',
      '2021-11-21',
      '2026-03-17',
      '2021-03-03',
      '2020-01-12',
      '2019-05-05',
      '2018-02-01',
      '2018-04-12',
      '2018-04-12',
      '2020-03-07',
    ]);
  });
  test('day-month order is proved by the column, per way of writing', () => {
    expect(column(date, ['13/05/2020', '05/06/2020', '9/27/2013 08:55 PM', '9/7/2013 08:55 PM'])).toEqual([
      '2020-05-13',
      '2020-06-05',
      '2013-09-27',
      '2013-09-07',
    ]);
  });
  test('a column valid both ways is an issue until a person decides', () => {
    expect(column(date, ['05/06/2020', '01/02/2021', '03/03/2021'])).toEqual([
      'date_order_ambiguous',
      'date_order_ambiguous',
      '2021-03-03',
    ]);
    expect(column(date, ['05/06/2020'], { options: { dateOrder: 'month_first' } })).toEqual(['2020-05-06']);
  });
  test('days that do not exist are issues', () => {
    expect(column(date, ['2021-02-29', '31.04.2020', '2020-02-29', 'soon'])).toEqual([
      'invalid_value',
      'invalid_value',
      '2020-02-29',
      'invalid_value',
    ]);
  });
  test('a time without a zone keeps the date only, with a zone it becomes UTC', () => {
    const seen = field('last_seen', 'timestamp');
    expect(
      column(seen, ['2026-05-27T08:20:00Z', '2026-05-27 08:20', '2026-05-27T01:20:00+02:00', '1748334000']),
    ).toEqual(['2026-05-27T08:20:00Z', '2026-05-27', '2026-05-26T23:20:00Z', '2025-05-27T08:20:00Z']);
  });
});

describe('network identifiers have one canonical form or none', () => {
  test('addresses', () => {
    expect(
      column(field('ip_address', 'ip_list'), [
        '10.0.0.1',
        '10.0.0.2/24',
        '172.24.0.4; FE80::0:4',
        '10.0.0.256',
        '010.0.0.1',
        '2001:db8::ff00:42:8329',
      ]),
    ).toEqual([
      '10.0.0.1',
      '10.0.0.2',
      '172.24.0.4\nfe80::4',
      'invalid_value',
      'invalid_value',
      '2001:db8::ff00:42:8329',
    ]);
  });
  test('hardware addresses', () => {
    expect(
      column(field('mac_address', 'mac_list'), [
        '00:50:56:00:00:0A',
        '0050.5600.000a',
        '00-50-56-00-00-0a',
        '00505600000A',
        '00:50:56',
        '00 50 56 00 00 0a',
      ]),
    ).toEqual([
      ...Array.from({ length: 4 }, () => '00:50:56:00:00:0a'),
      'invalid_value',
      '00:50:56:00:00:0a',
    ]);
  });
  test('uuids and domain names', () => {
    expect(
      column(field('uuid', 'uuid'), [
        '{9A6B4D1E-9C7F-4170-AA8F-42A1AA6E020F}',
        '9a6b4d1e9c7f4170aa8f42a1aa6e020f',
        '1234',
      ]),
    ).toEqual([
      '9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f',
      '9a6b4d1e-9c7f-4170-aa8f-42a1aa6e020f',
      'invalid_value',
    ]);
    expect(column(field('fqdn', 'text'), ['Web1.Corp.Example.com.', 'web1', '10.0.0.1'])).toEqual([
      'web1.corp.example.com',
      'invalid_value',
      'invalid_value',
    ]);
  });
});

describe('text', () => {
  test('is trimmed, normalised and freed of control characters', () => {
    expect(column(field('location', 'text'), ['  M\u0075\u0308nchen\u00a0Su\u0308d\u0007 '])).toEqual([
      'München Süd',
    ]);
  });
  test('is never cut unless a person says so', () => {
    const owner = field('business_owner', 'text', { maxLength: 5 });
    expect(column(owner, ['abcdefgh'])).toEqual(['abcdefgh']);
    expect(column(owner, ['abcdefgh'], { options: { tooLong: 'truncate' } })).toEqual(['abcde']);
  });
  test('is never cut within a character', () => {
    const owner = field('business_owner', 'text', { maxLength: 5 });
    expect(column(owner, ['abcd\u{1F600}x'], { options: { tooLong: 'truncate' } })).toEqual(['abcd']);
  });
  test('that is cut is kept whole beside, and only that', () => {
    const beside = field('custom:Owner', 'text');
    expect(column(beside, ['abcde', 'abcdef', '', 'n/a'], { options: { longerThan: 5 } })).toEqual([
      null,
      'abcdef',
      null,
      null,
    ]);
  });
  test('is split where a person says so and the field keeps several', () => {
    const application = field('application_name', 'text', { mergeRule: 'list', maxLength: 12 });
    const cells = ['Shop; Billing; Shop', 'Shop', 'Stock; Billing'];
    expect(column(application, cells, { options: { multiValue: 'split' } })).toEqual([
      'Shop\nBilling',
      'Shop',
      'Stock\nBilling',
    ]);
    expect(column(application, cells, { options: { tooLong: 'split' } })[2]).toBe('Stock\nBilling');
    const slashed = { options: { multiValue: 'split', separator: '/' } } as const;
    expect(column(application, ['a;b / c'], slashed)).toEqual(['a;b\nc']);
  });
  test('is not split for a field that takes one value, though the column fed a list before', () => {
    const cells = ['web1; web2; web3'];
    expect(column(field('hostname', 'text'), cells, { options: { multiValue: 'split' } })).toEqual(cells);
    const short = field('location', 'text', { maxLength: 5 });
    expect(column(short, cells, { options: { tooLong: 'split' } })).toEqual(cells);
  });
  test('lists keep each item once', () => {
    expect(column(field('tags', 'text_list'), ['a, b,a', '["x","y"]', 'one'])).toEqual([
      'a\nb',
      'x\ny',
      'one',
    ]);
  });
});

describe('dates of other programs', () => {
  const date = field('install_date', 'date');
  test('moments as the C library and JSON of .NET write them, and months in Dutch and Italian', () => {
    expect(
      column(date, ['Sat Jan 20 05:26:53 2018', '/Date(1577836800000)/', '14 maart 2014', '26 gennaio 2014']),
    ).toEqual(['2018-01-20', '2020-01-01', '2014-03-14', '2014-01-26']);
  });
  test('the day on which clocks begin is no date of a machine', () => {
    expect(column(date, ['1970-01-01', '01.01.1900', '1970-01-01T00:00:00Z', '1970-01-02'])).toEqual([
      'invalid_value',
      'invalid_value',
      'invalid_value',
      '1970-01-02',
    ]);
  });
  test('three numbers of two digits may begin with the year, and prove no order', () => {
    expect(column(date, ['20-01-05', '19-12-31'])).toEqual(['date_order_ambiguous', 'date_order_ambiguous']);
    expect(column(date, ['20-01-05', '31-12-99'])).toEqual(['2005-01-20', '1999-12-31']);
    expect(column(date, ['25/06/20'])).toEqual(['2020-06-25']);
  });
});

test('an empty list of addresses is no value, and pairs of a list are key and value', () => {
  expect(column(field('ip_address', 'ip_list'), ['[];', '10.0.0.1'])).toEqual([null, '10.0.0.1']);
  const tags = '[{"Key":"owner","Value":"ops, night"},{"Key":"tier","Value":"1"}]';
  expect(column(field('tags', 'text_list'), [tags])).toEqual(['owner=ops, night\ntier=1']);
  expect(column(field('tags', 'text_list'), ['["web", 443, true, null]'])).toEqual(['web\n443\ntrue']);
});

test('words that stand for no value in other languages and tools are missing, not failed', () => {
  for (const word of ['Unassigned', 'No data', 'not found', 'nicht bekannt', 'onbekend', '未知', '""'])
    expect(column(field('hostname', 'text'), [word])).toEqual([null]);
  expect(column(field('pii_flag', 'boolean'), ['☐', '✗', '☑'])).toEqual(['false', 'false', 'true']);
});
