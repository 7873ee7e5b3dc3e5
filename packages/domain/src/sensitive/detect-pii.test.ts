import { describe, expect, test } from 'vitest';
import { detectPii } from './detect-pii.ts';
import { piiHintsOf } from './pii-hints.ts';

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
    ['+4930901820', 'phone'],
    ['131052-308T', 'national_id'],
    ['811218-9876', 'national_id'],
    ['11010519491231002X', 'national_id'],
    ['RSSMRA85T10A562S', 'national_id'],
    ['Ada Lovelace <ada@example.org>', 'email'],
    ['ask ann@example.org; bob@example.org', 'email'],
    ['paid with 4111 1111 1111 1111 in May', 'payment_card'],
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
    'WS123456A',
    'LNXPA0012P',
    '4006381333931',
    'chacha20-poly1305@openssh.com',
    'git@github.com:acme/payroll.git',
    'https://user:secret@host.example.com/path',
    '+12345678',
    'RSSMRA85T10A562T',
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
  expect(kindOf('02.64.62.52.37', 'TelephoneNumber')).toBe('phone');
  expect(kindOf('12 March 1980', 'DOB')).toBe('birth_date');
  expect(kindOf('van den Heuvel', 'Surname')).toBe('person_name');
  expect(kindOf('山田 太郎', '氏名')).toBe('person_name');
  expect(kindOf('AB123456C', 'National Insurance no.')).toBe('national_id');
});

test('a header about a thing makes no person of its name, and what is said of a telephone is no number to call', () => {
  expect(kindOf('Ubuntu Linux', 'Guest full name')).toBeUndefined();
  expect(kindOf('Catalyst', 'Product family name')).toBeUndefined();
  expect(kindOf('Service Desk', 'Contact name')).toBeUndefined();
  expect(kindOf('Simple Solutions Ltd', 'Customer name')).toBeUndefined();
  expect(kindOf('10.20.30.40', 'Phone')).toBeUndefined();
  expect(kindOf('2026-01-31', 'Mobile')).toBeUndefined();
  expect(kindOf('12.4.7909.14568', 'Telephone version')).toBeUndefined();
});
