import { listSeparator } from '../cleansing/clean-text.ts';
import { canonicalIp } from '../cleansing/network-forms.ts';
import { fqdnKey, hostnameKey, isMachineIp, junkNames, nameKey } from '../entity-resolution/identity-keys.ts';
import { ownValue } from '../shared/own-value.ts';
import { hasUrlCredentials } from '../tabular/text-findings.ts';

/** One end of a connection as a row states it. */
export interface StatedEnd {
  /** As written; null when only an address is stated. */
  readonly name: string | null;
  readonly addresses: readonly string[];
  /** Set when the name is written as a URL. */
  readonly url?: StatedUrl;
  /** Set when a port stands behind the name or address: `db01:5432`. */
  readonly port?: number;
}

/** What a URL says of the end it names; user and password are left out. */
export interface StatedUrl {
  readonly protocol: string;
  readonly port: number | null;
  readonly path: string;
  readonly hasCredentials: boolean;
}

const urlForm =
  /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/?#]*@)?(\[[0-9a-f:.]+\]|[^/:?#\s]+)(?::(\d{0,5}))?([/?#].*)?$/i;
const defaultPorts: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  grpc: 50_051,
  ws: 80,
  wss: 443,
  ldap: 389,
  ldaps: 636,
  ftp: 21,
  sftp: 22,
};

/** True for a text that begins as URLs do, whether or not the rest of it can be one. */
function beginsAsUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** A URL without the user and password it may hold. */
export function withoutCredentials(url: string): string {
  return url.replace(/:\/\/[^/?#]*@/, '://***@');
}

const hostLabels = /^(?!.*\.\.)[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}_])?\.?$/u;

/** True for a name or an address that may stand in a URL; numbers with dots only as an address. */
function isUrlHost(host: string): boolean {
  if (/^\[.*\]$/.test(host) || /^[\d.]+$/.test(host)) return canonicalIp(host) !== undefined;
  return hostLabels.test(host) && host.split('.').every((part) => part.length <= 63);
}

/** A URL read; `undefined` for text that is none, or whose host or port is not possible. */
export function readUrl(text: string): (StatedUrl & { readonly host: string }) | undefined {
  const [, scheme, host = '', port = '', path] = urlForm.exec(text.trim()) ?? [];
  if (scheme === undefined || !(host === '*' || isUrlHost(host))) return undefined;
  const protocol = scheme.toLowerCase();
  const number = portOf(protocol, port);
  if (number === undefined) return undefined;
  return {
    protocol,
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
    path: plainPath(path),
    hasCredentials: hasUrlCredentials(text),
  };
}

/** The port of a URL, else that of its protocol, else null; `undefined` for one that is not possible. */
function portOf(protocol: string, stated: string): number | null | undefined {
  if (stated === '') return ownValue(defaultPorts, protocol) ?? null;
  return Number(stated) > 65_535 ? undefined : Number(stated);
}

/** A path without query and fragment. */
function plainPath(path: string | undefined): string {
  return path?.replace(/[?#].*$/, '') || '/';
}

/** Addresses of groups of receivers. */
const multicast = /^(?:2(?:2[4-9]|3\d)\.\d|ff[0-9a-f]{2}:)/;

/** True for an address or a name that every machine has, or that no single one has; with a port behind it, too. */
export function namesNoMachine(text: string): boolean {
  return isNoMachine(withoutPort(text).host);
}

function isNoMachine(host: string): boolean {
  const plain = host.toLowerCase();
  return plain === '*' || junkNames.has(plain) || multicast.test(plain) || !isMachineIp(plain);
}

/** What a name says alone. */
type NamedEnd = Pick<StatedEnd, 'name' | 'url' | 'port'> & { readonly address: string | null };

/** Reads ends; remembers the names it read, because those of a file repeat. */
export class EndReader {
  readonly #known = new Map<string, ReadNames>();

  /** The ends a pair of a name and an address column states: several where the name lists several. */
  read(name: string | null, address: string | null, splitsAtComma: boolean): StatedEnd[] {
    const addresses =
      address === null ? [] : address.split(listSeparator).filter((each) => !isNoMachine(each));
    if (name === null) return addresses.length === 0 ? [] : [{ name: null, addresses }];
    const { ends } = this.#named(name, splitsAtComma);
    if (ends.length === 0) return addresses.length === 0 ? [] : [{ name: null, addresses }];
    // Which of several names an address belongs to is not said.
    return ends.map((end) => withAddresses(end, ends.length === 1 ? addresses : []));
  }

  /** Texts of a name column that are written as URLs and can be none. */
  badUrls(name: string | null, splitsAtComma: boolean): readonly string[] {
    return name?.includes('://') === true ? this.#named(name, splitsAtComma).badUrls : [];
  }

  #named(text: string, splitsAtComma: boolean): ReadNames {
    const key = splitsAtComma ? `,${text}` : text;
    let known = this.#known.get(key);
    if (known === undefined) {
      known = readNames(text.split(splitsAtComma ? /[\n;|,]/ : /[\n;|]/));
      if (this.#known.size >= rememberedNames) this.#known.clear();
      this.#known.set(key, known);
    }
    return known;
  }
}

const rememberedNames = 100_000;

/** The ends that texts name, and those of the texts that are URLs nobody can call. */
interface ReadNames {
  readonly ends: readonly NamedEnd[];
  readonly badUrls: readonly string[];
}

function readNames(texts: readonly string[]): ReadNames {
  const parts = texts.map((part) => part.trim()).filter((part) => part !== '');
  const badUrls = parts.filter((part) => beginsAsUrl(part) && readUrl(part) === undefined);
  const ends = parts
    .filter((part) => !badUrls.includes(part))
    .map(readName)
    .filter(({ name, address }) => !isNoMachine(address ?? name ?? ''));
  return { ends, badUrls };
}

/** `db01:5432`, `10.0.0.1:443`, `[fe80::1]:443`, and `*:*` and `:::22` of lists of sockets. */
const withPort = /^(?:\[([0-9a-f:.]+)\]|(::|[^\s:[\]]+)):(\d{2,5}|\*)$/i;

function withoutPort(text: string): { readonly host: string; readonly port?: number } {
  const [, address, name, port] = withPort.exec(text) ?? [];
  const host = address ?? name;
  if (host === undefined) return { host: text };
  return Number(port) <= 65_535 ? { host, port: Number(port) } : { host };
}

function readName(name: string): NamedEnd {
  const url = readUrl(name);
  if (url !== undefined) return { ...readName(url.host), url };
  const { host, ...port } = withoutPort(name);
  const address = addressIn(host);
  return { ...(address === undefined ? { name: host, address: null } : { name: null, address }), ...port };
}

const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** The address a name is, that of IPv6 in its canonical form; `undefined` for a name, a hardware address or a network. */
function addressIn(name: string): string | undefined {
  if (ipv4.test(name)) return name;
  return name.includes(':') && !name.includes('/') ? canonicalIp(name) : undefined;
}

function withAddresses({ address, ...end }: NamedEnd, addresses: readonly string[]): StatedEnd {
  if (address === null || addresses.includes(address)) return { ...end, addresses };
  return { ...end, addresses: [address, ...addresses] };
}

/** Keys a name is compared by: `fqdn` when it is a domain name, `hostname` when its first label may be a machine's. */
export interface NameKeys {
  readonly name: string;
  readonly fqdn: string | null;
  readonly hostname: string | null;
}

const domainName = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)+\.?$/;
const hostLabel = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/;

/** The keys of an end's name. */
export function nameKeysOf(text: string): NameKeys {
  const name = nameKey(text);
  const isDomain = domainName.test(name);
  const fqdn = isDomain ? fqdnKey(name) : null;
  const hostname = isDomain || hostLabel.test(name) ? hostnameKey(name) : null;
  return { name: fqdn ?? name, fqdn, hostname };
}
