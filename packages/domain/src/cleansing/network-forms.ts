const octet = /^(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])$/;

/**
 * Canonical text of an IP address; a prefix length or port behind it is dropped, `undefined` for anything else.
 *
 * IPv4 octets with leading zeros are refused, because some tools read them as octal. IPv6 follows RFC 5952.
 */
export function canonicalIp(text: string): string | undefined {
  const address = text.replace(/\/(?:\d{1,3}|255\.[\d.]+)$/, '').replace(/^\[(.*)\](?::\d+)?$/, '$1');
  if (address.includes(':') && !/^\d+\.\d+\.\d+\.\d+:\d+$/.test(address)) return canonicalIpv6(address);
  return canonicalIpv4(address.replace(/:\d{1,5}$/, ''));
}

function canonicalIpv4(text: string): string | undefined {
  const parts = text.split('.');
  const valid =
    parts.length === 4 &&
    parts.every((part) => octet.test(part) && (part.length === 1 || !part.startsWith('0')));
  return valid ? text : undefined;
}

function canonicalIpv6(text: string): string | undefined {
  const address = embeddedIpv4(text.replace(/%[\w.-]+$/, '').toLowerCase());
  if (address === undefined) return undefined;
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const written = groups.flat();
  if (!written.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return undefined;
  const missing = 8 - written.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const fill = Array.from({ length: halves.length === 2 ? missing : 0 }, () => '0');
  const all = [...(groups[0] ?? []), ...fill, ...(groups[1] ?? [])].map((group) =>
    group.replace(/^0+(?=.)/, ''),
  );
  return compressIpv6(all);
}

function embeddedIpv4(text: string): string | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (tail === null) return text;
  const octets = canonicalIpv4(tail[2] ?? '')
    ?.split('.')
    .map(Number);
  if (octets === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return `${tail[1] ?? ''}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

function compressIpv6(groups: readonly string[]): string {
  let best = { start: -1, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === '0') length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

/** `00:50:56:00:00:0a` for any usual notation of a MAC address; `undefined` for other texts. */
export function canonicalMac(text: string): string | undefined {
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
