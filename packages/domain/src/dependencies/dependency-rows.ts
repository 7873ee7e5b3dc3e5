import { listSeparator } from '../cleansing/clean-text.ts';
import { type EndReader, type NameKeys, nameKeysOf, type StatedEnd } from './read-end.ts';

/** Cleansed rows as the readers of categories see them; rows count from 0. */
export interface ReadableRows {
  readonly rowCount: number;
  /** Fields that some row may have a value of. */
  readonly fields: ReadonlySet<string>;
  /** Canonical text; null when unknown. */
  value(field: string, row: number): string | null;
  /** 0 for a readable row. */
  fault(row: number): number;
}

/** Prefix of the fields that describe the machine a row's subject runs on, not the subject. */
export const hostPrefix = 'host:';

/** Fields that may name the machine a row's subject runs on. */
export const hostFields = ['hostname', 'fqdn', 'ip_address'] as const;

/** What a row of a discovery file states about connections. */
export interface StatedRow {
  readonly sources: readonly StatedEnd[];
  readonly targets: readonly StatedEnd[];
  /** Machine the row's own subject runs on; undefined where none or several are named. */
  readonly host: StatedEnd | undefined;
  /** Names of machines where several are named: which of them is meant is not said. */
  readonly severalHosts: readonly string[];
  /** Names of the row's own subject, best first; empty when its source is stated or it has none. */
  readonly own: readonly string[];
  /** Texts for an end that are written as URLs and can be none; they name no end. */
  readonly badUrls: readonly string[];
}

/** Fields that name an end of a connection. */
export const edgeFields = ['source_name', 'source_ip', 'target_name', 'target_ip'] as const;
const ownFields = ['application_name', 'name', 'fqdn', 'hostname', 'application_id', 'external_id'] as const;

/** True when columns of the file name an end of connections. */
export function statesEdges(fields: ReadonlySet<string>): boolean {
  return edgeFields.some((field) => fields.has(field));
}

/** Reads one row. */
export function readStatedRow(rows: ReadableRows, row: number, reader: EndReader): StatedRow {
  const [source, target] = [rows.value('source_name', row), rows.value('target_name', row)];
  const sources = reader.read(source, rows.value('source_ip', row), false);
  const own = sources.length > 0 ? [] : ownNames(rows, row);
  const splitsAtComma = own.length > 0;
  const targets = reader.read(target, rows.value('target_ip', row), splitsAtComma);
  const badUrls = [...reader.badUrls(source, false), ...reader.badUrls(target, splitsAtComma)];
  const hosts = own.length > 0 ? hostsOf(rows, row, reader) : [];
  const [host] = hosts.length === 1 ? hosts : [];
  const severalHosts = hosts.length > 1 ? hosts.map(({ name, addresses }) => name ?? addresses[0] ?? '') : [];
  return { sources, targets, host, severalHosts, own, badUrls };
}

function ownNames(rows: ReadableRows, row: number): string[] {
  const names = ownFields.map((field) => rows.value(field, row)?.split(listSeparator, 1)[0] ?? '');
  return [...new Set(names.filter((name) => name !== ''))];
}

function hostsOf(rows: ReadableRows, row: number, reader: EndReader): readonly StatedEnd[] {
  const valueOf = (field: string): string | null => rows.value(`${hostPrefix}${field}`, row);
  const names = valueOf('fqdn') ?? valueOf('hostname');
  const address = valueOf('ip_address');
  const stated = reader.read(names === null ? null : withSeparators(names), address, true);
  const machines = distinctMachines(stated);
  const [only] = machines;
  if (only === undefined || machines.length > 1 || stated.length === 1) return machines;
  // It was not said which of several names the address belongs to; of one it is.
  const addresses = reader.read(null, address, false).flatMap((end) => end.addresses);
  return [{ ...only, addresses: [...new Set([...only.addresses, ...addresses])] }];
}

/** Each machine of a list once, as first written; a short name is the one domain name of the list that begins with it. */
function distinctMachines(ends: readonly StatedEnd[]): readonly StatedEnd[] {
  if (ends.length < 2) return ends;
  const found = new Map<string, { readonly end: StatedEnd; readonly keys: NameKeys | null }>();
  for (const end of ends) {
    const keys = end.name === null ? null : nameKeysOf(end.name);
    const key = keys?.name ?? end.addresses[0] ?? '';
    if (!found.has(key)) found.set(key, { end, keys });
  }
  const each = [...found.values()];
  const fullNames = (hostname: string): number =>
    each.filter(({ keys }) => keys !== null && keys.fqdn !== null && keys.hostname === hostname).length;
  const isShort = (keys: NameKeys | null): boolean =>
    keys !== null && keys.fqdn === null && keys.hostname !== null && fullNames(keys.hostname) === 1;
  return each.filter(({ keys }) => !isShort(keys)).map(({ end }) => end);
}

/** A word that can only be the name of a machine: letters and digits, as in `web01`. */
const machineWord = /^(?=.*\p{L})(?=.*\d)[\p{L}\d._-]+$/u;

/** Names of machines between blanks or slashes as a list; a name of several words stays one. */
function withSeparators(names: string): string {
  const words = names.split(/[\s/]+/);
  return words.length > 1 && words.every((word) => machineWord.test(word))
    ? words.join(listSeparator)
    : names;
}
