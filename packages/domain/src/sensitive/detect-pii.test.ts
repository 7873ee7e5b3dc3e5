import { describe, expect, test } from 'vitest';
import { detectPii, maskValue, piiHintsOf } from './detect-pii.ts';

const plain = piiHintsOf('Value');
const kindOf = (value: string, header = 'Value') => detectPii(value, piiHintsOf(header));

describe('values that are personal data by their own form', () => {
  test.each([
    ['ann.smith@example.org', 'email'],
    ['4111 1111 1111 1111', 'payment_card'],
    ['5555-5555-5555-4444', 'payment_card'],
    ['378282246310005', 'payment_card'],
    ['DE89 3704 0044 0532 0130 00', 'iban'],
    ['GB82WEST12345698765432', 'iban'],
    ['123-45-6789', 'national_id'],
    ['AB 12 34 56 C', 'national_id'],
    ['65 170839 J 003', 'national_id'],
    ['2 55 08 14 168 025 38', 'national_id'],
    ['12345678Z', 'national_id'],
    ['529.982.247-25', 'national_id'],
    ['756.9217.0769.85', 'national_id'],
    ['+49 30 901820', 'phone'],
  ])('%s is %s', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });
});

describe('values that only look like it', () => {
  test.each([
    '4111 1111 1111 1112',
    'DE89 3704 0044 0532 0130 01',
    '000-12-3456',
    '2 55 08 14 168 025 39',
    '12345678A',
    '10.0.0.1',
    'SRV-000123',
    '2026-01-01',
    '12345678',
    'Customer Data',
  ])('%s is nothing', (value) => {
    expect(detectPii(value, plain)).toBeUndefined();
  });
});

test('a header tells what a value alone does not', () => {
  expect(kindOf('030 901820', 'Phone number')).toBe('phone');
  expect(kindOf('1980-02-29', 'Date of birth')).toBe('birth_date');
  expect(kindOf('C01234567', 'Passport no')).toBe('passport');
  expect(kindOf('Ada Lovelace', 'Customer name')).toBe('person_name');
  expect(kindOf('Ada Lovelace', 'Server name')).toBeUndefined();
});

test('a masked value shows its form only', () => {
  expect(maskValue('4111 1111 1111 1111')).toBe('4*** **** **** ***1');
  expect(maskValue('ann@example.org')).toBe('a**@*******.**g');
  expect(maskValue('1234')).toBe('****');
});
