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

/** Words that stand in a serial number's place and identify nothing, in upper case. */
export const junkSerials: ReadonlySet<string> = new Set(
  `TO BE FILLED BY O.E.M.|TO BE FILLED BY O.E.M|TO BE FILLED|DEFAULT STRING|DEFAULT|SYSTEM SERIAL NUMBER|CHASSIS SERIAL NUMBER|
BASE BOARD SERIAL NUMBER|SERIAL NUMBER|SERIAL|NONE|NULL|N/A|NA|NOT SPECIFIED|NOT APPLICABLE|NOT AVAILABLE|NOT PROVIDED|NOT DEFINED|
UNKNOWN|INVALID|EMPTY|OEM|O.E.M.|SERNUM0|VIRTUAL|VMWARE|TBD|123456789|1234567890|0123456789|12345678|1234567|123456|12345|1234|
SYSTEM PRODUCT NAME|NO ASSET TAG|.|..|-|--|EVAL|EVALUATION|DUMMY|TEST|TODO|MISSING|UNBEKANNT|KEINE`
    .split('|')
    .map((word) => word.trim()),
);

/** UUIDs that many machines share. */
export const junkUuids: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  'feedface-0000-0000-0000-000000000000',
  'deadbeef-dead-beef-dead-beefdeadbeef',
]);

/** Names that every machine has, in lower case. */
export const junkNames: ReadonlySet<string> = new Set([
  'localhost',
  'localhost.localdomain',
  'localdomain',
  'unknown',
  'none',
  'null',
]);

const roundedNumber = /^\d(?:[.,]\d+)?E\+\d{1,3}$/i;

/** True for `1.23457E+12`: a spreadsheet rounded the number, and many others look the same now. */
function isRounded(text: string): boolean {
  return roundedNumber.test(text);
}

/** Upper case serial number, or null for words and patterns that many machines share. */
export function serialKey(text: string): string | null {
  const upper = text.trim().toUpperCase();
  const serial = upper.includes(' ') ? upper.replace(/\s+/g, ' ') : upper;
  if (serial.length < 3 || junkSerials.has(serial)) return null;
  if (mayBeRounded(serial) && isRounded(serial)) return null;
  if (!mayRepeat(serial.charCodeAt(0), serial.charCodeAt(1))) return serial;
  // One character repeated (`XXXXXXX`, `0000000`, `.......`), blanks and punctuation aside.
  return /^(.)\1*$/.test(serial.replace(/[^A-Z0-9]/g, '') || 'X') ? null : serial;
}

const plus = 43;
const comma = 44;
const dot = 46;

/** Two different letters or digits at its start are no pattern of one character. */
function mayRepeat(first: number, second: number): boolean {
  return !isWordCharacter(first) || second === first || !isWordCharacter(second);
}

/** A cheap question asked of every serial number. */
function mayBeRounded(serial: string): boolean {
  const second = serial.charCodeAt(1);
  return second === dot || second === comma || serial.charCodeAt(2) === plus;
}

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

/** The UUID in the byte order that sorts first, so that both orders of one machine give one key; null for junk. */
export function uuidKey(uuid: string): string | null {
  if (junkUuids.has(uuid)) return null;
  const first = uuid.charCodeAt(0) - uuid.charCodeAt(6) || uuid.charCodeAt(1) - uuid.charCodeAt(7);
  // Most of the time the first byte against the fourth tells which order sorts first.
  if (first < 0) return uuid;
  const swapped = swappedUuid(uuid);
  if (junkUuids.has(swapped)) return null;
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
  if (/^[\u0021-\u007e]*$/.test(name)) return name.toLowerCase();
  return name.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
}

/** External id within its source system; the same id of another system is another key. */
export function externalIdKey(id: string, sourceSystem: string | null): string | null {
  const trimmed = id.trim();
  return trimmed === '' || isRounded(trimmed)
    ? null
    : `${(sourceSystem ?? '').trim().toLowerCase()}${namespaceSeparator}${trimmed}`;
}

/** Addresses of a list that can identify a machine: no loopback, link-local or unspecified ones. */
export function ipKeys(list: string): string[] {
  return list.split(listSeparator).filter(isMachineIp);
}

/** True for an address, in lower case, that can identify a machine. */
export function isMachineIp(ip: string): boolean {
  return !unusableIp.test(ip);
}

const unusableIp = /^(?:127\.|0\.0\.0\.0$|169\.254\.|255\.255\.255\.255$|::1?$|fe[89ab][0-9a-f]:)/;

/** Hardware addresses of a list that are not shared by design: no zero, broadcast or multicast ones. */
export function macKeys(list: string): string[] {
  return list
    .split(listSeparator)
    .filter((mac) => mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0);
}

/** Normal forms of an identifying value, without the source system; none for values that identify nothing. */
export function keyTexts(kind: IdentityKind, text: string): string[] {
  const found = normalForms[kind](text);
  if (found === null) return [];
  return Array.isArray(found) ? found : [found];
}

const normalForms: Readonly<Record<IdentityKind, (text: string) => string | string[] | null>> = {
  external_id: (text) => (isRounded(text.trim()) ? null : text.trim()),
  uuid: uuidKey,
  serial_number: serialKey,
  fqdn: fqdnKey,
  hostname: hostnameKey,
  name: nameKey,
  ip_address: ipKeys,
  mac_address: macKeys,
};
