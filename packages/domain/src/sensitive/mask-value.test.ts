import { expect, test } from 'vitest';
import { maskerOf, maskValue } from './mask-value.ts';

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

test.each([
  ['Notes', 'paid with 4111 1111 1111 1111 in May', '•••••••••ay'],
  ['Notes', 'pwd=S3cret99', '••••••99'],
  ['Customer name', 'Jane Doe', '•••'],
  ['Password', 'hunter2', '•••'],
  ['Target URL', 'https://svc:s3cretPW@api.example.com:8443/v1', 'https://***@api.example.com:8443/v1'],
])('under %s the text %s is masked', (header, text, mask) => {
  expect(maskerOf(header)(text)).toBe(mask);
});

test.each(['restricted', '7 years', 'https://api.example.com/', 'PCI_DSS', 'SRV-000123', '10.0.0.1', ''])(
  'an ordinary value as %s stays',
  (text) => {
    expect(maskerOf()(text)).toBe(text);
  },
);
