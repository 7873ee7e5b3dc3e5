/** An IPv4 address as a number; `undefined` for text that is none. */
export function parseIpv4(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text.trim())?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((address, part) => address * 256 + part, 0);
}

/** A range of addresses. */
export interface Subnet {
  readonly first: number;
  readonly size: number;
}

/** A subnet as `10.0.0.0/24` or `10.0.0.0/255.255.255.0`; `undefined` for a name or anything else. */
export function parseSubnet(text: string): Subnet | undefined {
  const [, base = '', mask = ''] = /^([\d.]+)\s*\/\s*([\d.]+)$/.exec(text.trim()) ?? [];
  const address = parseIpv4(base);
  const size = sizeOf(mask);
  if (address === undefined || size === undefined) return undefined;
  return { first: Math.floor(address / size) * size, size };
}

/** Addresses a mask leaves open; `undefined` for one that is no mask. */
function sizeOf(mask: string): number | undefined {
  const netmask = parseIpv4(mask);
  if (netmask === undefined && !/^\d{1,2}$/.test(mask)) return undefined;
  const size = netmask === undefined ? 2 ** (32 - Number(mask)) : 2 ** 32 - netmask;
  return size >= 1 && Number.isInteger(Math.log2(size)) ? size : undefined;
}

/** True for an address of the subnet. */
export function isWithin(address: number, { first, size }: Subnet): boolean {
  return address >= first && address < first + size;
}

/** Ranges that are not routed in the internet (RFC 6890). */
const reserved = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
  .map(parseSubnet)
  .filter((subnet) => subnet !== undefined);

/** True for an address that is reached over the internet. */
export function isPublicIpv4(address: number): boolean {
  return !reserved.some((subnet) => isWithin(address, subnet));
}
