import { expect, test } from 'vitest';
import { profileFile } from '../tabular/profile-file.ts';
import { encodeUtf8 } from '../tabular/utf8.ts';
import { type SensitiveKind, sensitiveKindOf } from './sensitive-kind.ts';

function kindOf(header: string, cells: readonly string[], sensitiveShare = 0.05): SensitiveKind | null {
  const profiled = profileFile(
    encodeUtf8(`Id,${header}\n${cells.map((cell, at) => `${at},${cell}`).join('\n')}\n`),
  );
  if ('refused' in profiled) throw new Error(profiled.refused.detail);
  const [, column] = profiled.columns;
  if (column === undefined) throw new Error('The column was dropped.');
  return sensitiveKindOf(column, { sensitiveShare });
}

test.each([
  ['Contact', ['jane@example.com', 'joe@example.org'], 'email'],
  ['SSN', ['123-45-6789', '987-65-4320'], 'ssn'],
  ['Card', ['4111 1111 1111 1111', '5500 0000 0000 0004'], 'card'],
  ['Account', ['DE89 3704 0044 0532 0130 00', 'GB82 WEST 1234 5698 7654 32'], 'iban'],
  ['Date of Birth', ['1980-02-29', '1990-01-01'], 'birth_date'],
  ['Notes', ['call jane@example.com now', 'ask joe@example.org first'], 'personal_data'],
  ['Password', ['hunter2', 'correct horse'], 'secret'],
  ['Remarks', ['password: hunter2!', 'pwd=S3cret99'], 'secret'],
  ['Mobile phone', ['0171 2345678', '(020) 7946 0958'], 'phone'],
  ['Hotline', ['+49 171 2345678', '+44 20 7946 0958'], 'phone'],
  ['National Insurance', ['QQ 12 34 56 C', 'AB123456C'], 'national_id'],
  ['Kennung', ['111.444.777-35', '529.982.247-25'], 'national_id'],
  ['Passport No', ['C01X00T47', 'L8988901C'], 'passport'],
  ['Customer name', ['Jane Doe', 'Joe Bloggs'], 'person_name'],
] as const)('the cells of %s are sensitive', (header, cells, kind) => {
  expect(kindOf(header, cells)).toBe(kind);
});

const numbered = (count: number, write: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => write(at));
const phones = (count: number) => numbered(count, (at) => `0171 23456${10 + at}`);

test('a column is told by the share of its cells, however few of its values are different', () => {
  const words = (count: number) => numbered(count, () => 'ask the desk');
  expect(kindOf('Mobile phone', [...words(970), ...phones(30)])).toBeNull();
  expect(kindOf('Mobile phone', [...words(900), ...phones(80)])).toBe('phone');
  // One number in most cells, and as many other words as there may be.
  const others = numbered(40, (at) => `desk ${'abcdefghij'[at % 10]}${'klmn'[Math.floor(at / 10)]}`);
  expect(kindOf('Mobile phone', [...numbered(400, () => '0171 2345678'), ...others])).toBe('phone');
});

test.each([
  ['Serial', ['1234567890123456', '1234567890123457']],
  ['Port name', ['4000000000000002', '4000000000000003', '4000000000000004', '4000000000000005']],
  ['Purchased', ['2020-01-01', '2021-01-01']],
  ['Owner', ['Jane Doe', 'Joe Bloggs']],
  ['Password last set', ['2020-01-01', '2021-05-06']],
  ['Phone model', ['9971', '8845']],
  ['Product name', ['Jane Doe', 'Joe Bloggs']],
  ['Asset tag', ['111.444.777-35', 'A-1', 'A-2', 'A-3']],
  ['Part number', ['+49 171 2345678', '12-AB', '13-AB', '14-AB']],
  ['Empty', ['', '']],
] as const)('the cells of %s are not', (header, cells) => {
  expect(kindOf(header, cells)).toBeNull();
});

test('one cell of twenty makes a column sensitive, fewer do not', () => {
  const names = Array.from({ length: 20 }, (_, at) => `name ${at}`);
  expect(kindOf('Owner', [...names.slice(1), 'jane@example.com'])).toBe('email');
  expect(kindOf('Owner', [...names, 'jane@example.com'])).toBeNull();
  expect(kindOf('Owner', [...names, 'jane@example.com'], 0.01)).toBe('email');
});
