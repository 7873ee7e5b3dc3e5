import { expect, test } from 'vitest';
import { maskValue, personalMaskerOf, secretMaskerOf } from './mask-value.ts';

test.each([
  ['4111 1111 1111 1111', '#########11'],
  ['123-45-6789', '######89'],
  ['ann@example.org', '••••••@•••rg'],
  ['Bob M', '•••'],
  ['Brown Jim', '••••••im'],
  ['1234', '###'],
])('of %s only type, class of length and the last two characters are kept', (value, mask) => {
  expect(maskValue(value)).toBe(mask);
});

test('values of one class of length cannot be told apart by their separators', () => {
  expect(maskValue('212-55-0107')).toBe(maskValue('2125550107'));
});

const secrets = [
  ['Notes', 'pwd=S3cret99', '••••••99'],
  ['Password', 'hunter2', '•••'],
  ['Target URL', 'https://svc:s3cretPW@api.example.com:8443/v1', 'https://***@api.example.com:8443/v1'],
] as const;

test.each(secrets)('under %s the secret %s is masked', (header, text, mask) => {
  expect(secretMaskerOf(header)(text)).toBe(mask);
  expect(personalMaskerOf(header)(text)).toBe(mask);
});

test.each([
  ['Notes', 'paid with 4111 1111 1111 1111 in May', '•••••••••ay'],
  ['Notes', 'ask ann@example.org', '•••••••••rg'],
  ['Customer name', 'Jane Doe', '•••'],
])('under %s the personal %s is masked where personal data is hidden', (header, text, mask) => {
  expect(personalMaskerOf(header)(text)).toBe(mask);
  expect(secretMaskerOf(header)(text)).toBe(text);
});

test.each(['restricted', '7 years', 'https://api.example.com/', 'PCI_DSS', 'SRV-000123', '10.0.0.1', ''])(
  'an ordinary value as %s stays',
  (text) => {
    expect(personalMaskerOf('')(text)).toBe(text);
  },
);
