import { describe, expect, test } from 'vitest';
import { isPublicAddress, lookupPublic, refusedUrl } from './public-address.ts';

const privateAddresses = `
  127.0.0.1 127.255.255.254 0.0.0.0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1
  169.254.169.254 100.64.0.1 198.18.0.1 192.0.2.1 203.0.113.5 224.0.0.1 255.255.255.255 :: ::1
  ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 fc00::1 fd12::1 fe80::1 ff02::1 2001:db8::1
  2002:a00:1::`
  .trim()
  .split(/\s+/);

const refusedUrls = `
  http://example.org/ https://127.0.0.1/ https://2130706433/ https://0x7f.1/ https://[::1]/
  https://[::ffff:10.0.0.1]/ https://localhost/ https://db.internal/ https://me:pw@example.org/
  https://169.254.169.254/latest/meta-data/ https://printer.local/ https://localhost./`
  .trim()
  .split(/\s+/);

describe('an address', () => {
  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80b::200e',
  ])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([...privateAddresses, 'not an address', ''])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a URL', () => {
  test.each(refusedUrls)('%s is refused before anything is sent', (url) => {
    expect(refusedUrl(new URL(url))).toMatch(/\.$/);
  });

  test('of a public name is not', () => {
    expect(refusedUrl(new URL('https://hooks.example.org/landfall?x=1'))).toBeUndefined();
  });
});

test('a name that leads to this machine is refused when it is resolved, however the caller asks', async () => {
  for (const all of [true, false]) {
    const error = await new Promise((resolve) => {
      lookupPublic('localhost', { all }, resolve);
    });
    expect(error).toMatchObject({ name: 'PrivateAddress' });
  }
});
