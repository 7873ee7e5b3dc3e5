const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/**
 * Canonical text of an IP address; a prefix length or port behind it is dropped, `undefined` for anything else.
 *
 * IPv4 octets with leading zeros are refused, because some tools read them as octal. IPv6 follows RFC 5952.
 */
export function canonicalIp(text: string): string | undefined {
  if (ipv4.test(text)) return text;
  const address = text.replace(/\/(?:\d{1,3}|255\.[\d.]+)$/, '').replace(/^\[(.*)\](?::\d+)?$/, '$1');
  if (address.includes(':') && !/^\d+\.\d+\.\d+\.\d+:\d+$/.test(address))
    return withoutMapping(canonicalIpv6(address));
  return canonicalIpv4(address.replace(/:\d{1,5}$/, ''));
}

/** The IPv4 address that lists of sockets write as `::ffff:10.0.0.1`: it is the same machine's. */
function withoutMapping(address: string | undefined): string | undefined {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address ?? '') ?? [];
  if (high === undefined || low === undefined) return address;
  const octets = [high, low].map((group) => Number.parseInt(group, 16));
  return octets.flatMap((pair) => [pair >> 8, pair & 255]).join('.');
}

function canonicalIpv4(text: string): string | undefined {
  return ipv4.test(text) ? text : undefined;
}

const ipv6Groups = 8;

function canonicalIpv6(text: string): string | undefined {
  const address = embeddedIpv4(text.replace(/%[\w.-]+$/, ''));
  if (address === undefined) return undefined;
  const gap = address.indexOf('::');
  if (gap < 0) {
    const groups = hexGroups(address);
    return groups?.length === ipv6Groups ? compressIpv6(groups) : undefined;
  }
  const before = hexGroups(address.slice(0, gap));
  const after = hexGroups(address.slice(gap + 2));
  if (before === undefined || after === undefined) return undefined;
  const missing = ipv6Groups - before.length - after.length;
  return missing < 1 ? undefined : compressIpv6([...before, ...zeros.slice(0, missing), ...after]);
}

const zeros = Array.from({ length: ipv6Groups }, () => '0');
const zero = 48;
const colon = 58;

/** Groups of one to four hexadecimal digits between colons, without leading zeros; `undefined` for anything else. */
function hexGroups(text: string): string[] | undefined {
  const groups: string[] = [];
  if (text === '') return groups;
  for (let at = 0, start = 0; at <= text.length; at++) {
    if (at < text.length && text.charCodeAt(at) !== colon) continue;
    if (at === start || at - start > 4) return undefined;
    while (start < at - 1 && text.charCodeAt(start) === zero) start++;
    groups.push(text.slice(start, at));
    start = at + 1;
  }
  return /^[0-9a-f:]*$/i.test(text) ? groups : undefined;
}

function embeddedIpv4(text: string): string | undefined {
  if (!text.includes('.')) return text;
  const last = text.lastIndexOf(':') + 1;
  const tail = text.slice(last);
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(tail)) return text;
  if (!ipv4.test(tail)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number);
  return `${text.slice(0, last)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function compressIpv6(groups: readonly string[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  const { start, length } = best;
  const text =
    start < 0
      ? groups.join(':')
      : `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
  return text.toLowerCase();
}

/** `00:50:56:00:00:0a` for any usual notation of a MAC address; `undefined` for other texts. */
export function canonicalMac(text: string): string | undefined {
  // Unix systems leave out leading zeros: 0:3:ba:1:2:c.
  if (/^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i.test(text))
    return text
      .toLowerCase()
      .split(':')
      .map((byte) => byte.padStart(2, '0'))
      .join(':');
  const notation =
    /^(?:[0-9a-f]{2}(?:([:\- ])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4})|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{6}-[0-9a-f]{6}|[0-9a-f]{12})$/i;
  if (!notation.test(text)) return undefined;
  const digits = text.replace(/[^0-9a-f]/gi, '').toLowerCase();
  return digits.replace(/(..)(?=.)/g, '$1:');
}

/** Lower case UUID with hyphens for a UUID written with braces, `urn:uuid:`, blanks or no hyphens. */
export function canonicalUuid(text: string): string | undefined {
  const digits = text
    .replace(/^urn:uuid:/i, '')
    .replace(/^\{(.*)\}$/, '$1')
    .replace(/[-\s]/g, '')
    .toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same UUID with its first three fields in the other byte order, as some firmware reports it. */
export function swappedUuid(uuid: string): string {
  const byte = (at: number): string => uuid.slice(at, at + 2);
  const first = byte(6) + byte(4) + byte(2) + byte(0);
  return `${first}-${byte(11)}${byte(9)}-${byte(16)}${byte(14)}${uuid.slice(18)}`;
}

const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** Lower case host name with domain, without the trailing dot; `undefined` unless it has at least two labels. */
export function canonicalFqdn(text: string): string | undefined {
  const name = text.toLowerCase().replace(/\.$/, '');
  const labels = name.split('.');
  if (labels.length < 2 || name.length > 253 || !labels.every((part) => label.test(part))) return undefined;
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : name;
}
