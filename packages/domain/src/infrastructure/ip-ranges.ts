import { canonicalIp } from '../cleansing/network-forms.ts';

/** An address as a number: a number for IPv4, a bigint for IPv6, so that both are never taken for each other. */
type IpNumber = number | bigint;

/** A range of addresses of one version. */
export interface Subnet {
  readonly first: IpNumber;
  readonly last: IpNumber;
}

/** An address as a number; `undefined` for text that is none. */
function parseIp(text: string): IpNumber | undefined {
  const address = canonicalIp(text.trim());
  if (address === undefined) return undefined;
  if (!address.includes(':'))
    return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
  const [before = '', after = ''] = address.split('::');
  const [head, tail] = [groupsOf(before), groupsOf(after)];
  const zeros = Array.from({ length: ipv6Groups - head.length - tail.length }, () => '0000');
  return BigInt(`0x${[...head, ...zeros, ...tail].join('')}`);
}

const ipv6Groups = 8;

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.padStart(4, '0'));
}

/** A subnet as `10.0.0.0/24`, `10.0.0.0/255.255.255.0` or `fd00::/64`; `undefined` for a name or anything else. */
function parseSubnet(text: string): Subnet | undefined {
  const [, base = '', mask = ''] = /^([\da-f.:]+)\s*\/\s*([\d.]+)$/i.exec(text.trim()) ?? [];
  const address = parseIp(base);
  if (address === undefined) return undefined;
  return typeof address === 'number' ? ipv4Subnet(address, mask) : ipv6Subnet(address, mask);
}

function ipv4Subnet(address: number, mask: string): Subnet | undefined {
  const netmask = mask.includes('.') ? parseIp(mask) : undefined;
  if (typeof netmask !== 'number' && !/^\d{1,2}$/.test(mask)) return undefined;
  const size = typeof netmask === 'number' ? 2 ** 32 - netmask : 2 ** (32 - Number(mask));
  if (size < 1 || !Number.isInteger(Math.log2(size))) return undefined;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

function ipv6Subnet(address: bigint, mask: string): Subnet | undefined {
  if (!/^\d{1,3}$/.test(mask) || Number(mask) > 128) return undefined;
  const open = BigInt(128 - Number(mask));
  const first = (address >> open) << open;
  return { first, last: first + (1n << open) - 1n };
}

/** The subnets a text lists, of either version; none for names. */
export function parseSubnets(text: string): Subnet[] {
  return text
    .split(/[\n;,|]/)
    .map(parseSubnet)
    .filter((subnet) => subnet !== undefined);
}

/** True for an address of one of the subnets; `undefined` when none of them is of its version. */
export function isWithinAny(text: string, subnets: readonly Subnet[]): boolean | undefined {
  const address = parseIp(text);
  if (address === undefined) return undefined;
  const comparable = subnets.filter(({ first }) => typeof first === typeof address);
  return comparable.length === 0 ? undefined : comparable.some((subnet) => isWithin(address, subnet));
}

function isWithin(address: IpNumber, { first, last }: Subnet): boolean {
  return typeof address === typeof first && address >= first && address <= last;
}

/** What a range is set aside for (RFC 6890). `host_only` ranges are on every machine; the others lie outside its own. */
export type AddressRange =
  | 'public'
  | 'private'
  | 'host_only'
  | 'carrier'
  | 'documentation'
  | 'benchmarking'
  | 'multicast'
  | 'reserved';

/** Narrower ranges first: the first that holds an address says what it is. */
const purposes: readonly (readonly [range: AddressRange, subnets: string])[] = [
  ['private', '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7'],
  ['host_only', '127.0.0.0/8, 169.254.0.0/16, ::1/128, fe80::/10'],
  ['carrier', '100.64.0.0/10'],
  ['documentation', '192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 2001:db8::/32, 3fff::/20'],
  ['benchmarking', '198.18.0.0/15, 2001:2::/48'],
  ['multicast', '224.0.0.0/4, ff00::/8'],
  ['reserved', '0.0.0.0/8, 192.0.0.0/24, 240.0.0.0/4, 2001::/32, 2002::/16'],
  ['public', '0.0.0.0/0, 2000::/3'],
  ['reserved', '::/0'],
];
const ranges = purposes.flatMap(([range, list]) =>
  parseSubnets(list).map((subnet) => [range, subnet] as const),
);

/** What the range an address lies in is for; `undefined` for text that is none. */
export function addressRange(text: string): AddressRange | undefined {
  const address = parseIp(text);
  return address === undefined ? undefined : ranges.find(([, subnet]) => isWithin(address, subnet))?.[0];
}
