import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet: this host, private, link-local, shared, documentation, multicast. */
const networks: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.88.99.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  // Of IPv6 only global unicast is public, and of that not what carries or documents other addresses.
  ['::', 3, 'ipv6'],
  ['4000::', 2, 'ipv6'],
  ['8000::', 1, 'ipv6'],
  ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['3fff::', 20, 'ipv6'],
];
// One list for each family: in one, the rules of IPv6 would also be applied to addresses of IPv4.
const notPublic = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [network, prefix, family] of networks) notPublic[family].addSubnet(network, prefix, family);

/** Whether an address belongs to the public internet; a text that is none does not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  const name = family === 4 ? 'ipv4' : 'ipv6';
  return !notPublic[name].check(address, name);
}

/** Why an address may not be told, or `undefined` when it may. A name is judged when it is resolved. */
export function refusedUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:') return 'Use an address that begins with https://.';
  if (url.username !== '' || url.password !== '') return 'Leave user name and password out of the address.';
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return 'This address is not on the public internet.';
  if (/(^|\.)(localhost|local|internal)\.?$/.test(host)) return 'This name is not on the public internet.';
  return undefined;
}

/** Thrown inside a connection attempt whose name leads to an address that is not public. */
export class PrivateAddress extends Error {
  constructor() {
    super('The name leads to an address that is not on the public internet');
    this.name = 'PrivateAddress';
  }
}

type Resolved = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Resolves a name for a connection and refuses it when any of its addresses is not public. The connection is made
 * to what was checked, so a name that changes its address in between gains nothing.
 */
export function lookupPublic(hostname: string, options: LookupOptions, done: Resolved): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) {
      done(error ?? new Error('The name has no address'), []);
    } else if (!addresses.every(({ address }) => isPublicAddress(address))) {
      done(new PrivateAddress(), []);
    } else if (options.all === true) {
      done(null, addresses);
    } else {
      done(null, first.address, first.family);
    }
  });
}
