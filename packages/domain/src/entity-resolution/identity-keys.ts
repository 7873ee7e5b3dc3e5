import { listSeparator } from '../cleansing/clean-text.ts';
import { swappedUuid } from '../cleansing/network-forms.ts';

/** Kinds of identity key, strongest first. One normalised text each; lists give several. */
export const identityKinds = [
  'external_id',
  'uuid',
  'serial_number',
  'fqdn',
  'hostname',
  'name',
  'ip_address',
  'mac_address',
] as const;
export type IdentityKind = (typeof identityKinds)[number];

/** Kinds that identify an asset alone; the inventory holds each value once among live assets. */
export const strongKinds = ['external_id', 'uuid', 'serial_number', 'fqdn'] as const;
export type StrongKind = (typeof strongKinds)[number];

/** Separates the source system from the id in an external-id key. */
export const namespaceSeparator = '\u001f';

const junkSerials = new Set(
  `TO BE FILLED BY O.E.M.|TO BE FILLED BY O.E.M|TO BE FILLED|DEFAULT STRING|DEFAULT|SYSTEM SERIAL NUMBER|CHASSIS SERIAL NUMBER|
BASE BOARD SERIAL NUMBER|SERIAL NUMBER|SERIAL|NONE|NULL|N/A|NA|NOT SPECIFIED|NOT APPLICABLE|NOT AVAILABLE|NOT PROVIDED|NOT DEFINED|
UNKNOWN|INVALID|EMPTY|OEM|O.E.M.|SERNUM0|VIRTUAL|VMWARE|TBD|123456789|1234567890|0123456789|12345678|1234567|123456|12345|1234|
SYSTEM PRODUCT NAME|NO ASSET TAG|.|..|-|--|EVAL|EVALUATION|DUMMY|TEST|TODO|MISSING|UNBEKANNT|KEINE`
    .split('|')
    .map((word) => word.trim()),
);

const junkUuids = new Set([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  'feedface-0000-0000-0000-000000000000',
  'deadbeef-dead-beef-dead-beefdeadbeef',
]);

const junkNames = new Set(['localhost', 'localhost.localdomain', 'localdomain', 'unknown', 'none', 'null']);

/** Upper case serial number, or null for words and patterns that many machines share. */
export function serialKey(text: string): string | null {
  const serial = text.trim().toUpperCase().replace(/\s+/g, ' ');
  if (serial.length < 3 || junkSerials.has(serial)) return null;
  // One character repeated (`XXXXXXX`, `0000000`, `.......`), blanks and punctuation aside.
  return /^(.)\1*$/.test(serial.replace(/[^A-Z0-9]/g, '') || 'X') ? null : serial;
}

/** The UUID in the byte order that sorts first, so that both orders of one machine give one key; null for junk. */
export function uuidKey(uuid: string): string | null {
  const swapped = swappedUuid(uuid);
  if (junkUuids.has(uuid) || junkUuids.has(swapped)) return null;
  return swapped < uuid ? swapped : uuid;
}

/** Lower case domain name; null for names every machine has. */
export function fqdnKey(fqdn: string): string | null {
  const name = fqdn.toLowerCase().replace(/\.$/, '');
  return junkNames.has(name) || name === '' ? null : name;
}

/** Short host name in lower case; null for an address and for `localhost`. */
export function hostnameKey(hostname: string): string | null {
  const text = hostname.trim().toLowerCase();
  if (/^[\d.]+$/.test(text) || text.includes(':')) return null;
  const short = text.split('.', 1)[0] ?? '';
  return short === '' || junkNames.has(short) ? null : short;
}

/** Name in lower case with single blanks: the form lists are searched by and weak matches compared by. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
}

/** External id within its source system; the same id of another system is another key. */
export function externalIdKey(id: string, sourceSystem: string | null): string | null {
  const trimmed = id.trim();
  return trimmed === ''
    ? null
    : `${(sourceSystem ?? '').trim().toLowerCase()}${namespaceSeparator}${trimmed}`;
}

/** Addresses of a list that can identify a machine: no loopback, link-local or unspecified ones. */
export function ipKeys(list: string): string[] {
  return list
    .split(listSeparator)
    .filter(
      (ip) => !/^(?:127\.|0\.0\.0\.0$|169\.254\.|255\.255\.255\.255$|::1?$|fe[89ab][0-9a-f]:)/.test(ip),
    );
}

/** Hardware addresses of a list that are not shared by design: no zero, broadcast or multicast ones. */
export function macKeys(list: string): string[] {
  return list
    .split(listSeparator)
    .filter((mac) => mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0);
}
