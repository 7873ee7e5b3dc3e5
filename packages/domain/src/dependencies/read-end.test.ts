import { expect, test } from 'vitest';
import { EndReader } from './read-end.ts';

const endsOf = (name: string) => new EndReader().read(name, null, false);

test.each([
  ['db01:5432', { name: 'db01', port: 5432 }],
  ['cafe:443', { name: 'cafe', port: 443 }],
  ['10.0.0.1:443', { addresses: ['10.0.0.1'], port: 443 }],
  ['[2001:DB8::1]:443', { addresses: ['2001:db8::1'], port: 443 }],
  ['2001:DB8:0::1', { addresses: ['2001:db8::1'] }],
  ['10.0.0.1:*', { addresses: ['10.0.0.1'] }],
  ['db01:70000', { name: 'db01' }],
  ['Payroll:2', { name: 'Payroll:2' }],
  ['00:50:56:00:00:0a', { name: '00:50:56:00:00:0a' }],
  ['https://db01:8443/x', { name: 'db01', url: { port: 8443 } }],
])('%s is read with its port', (name, expected) => {
  expect(endsOf(name)).toMatchObject([expected]);
  expect(endsOf(name)[0]?.port).toBe('port' in expected ? expected.port : undefined);
});

test.each([
  '*:*',
  ':::22',
  '[::]:22',
  '0.0.0.0:80',
  '127.0.0.1:3306',
  '[fe80::1]:443',
  'FF02::1',
  'localhost:80',
])('%s is no single machine', (name) => expect(endsOf(name)).toEqual([]));

test.each(['constructor', 'valueof'])('a URL of the protocol %s has no usual port', (protocol) => {
  expect(endsOf(`${protocol}://db01/x`)).toMatchObject([{ url: { port: null } }]);
});
