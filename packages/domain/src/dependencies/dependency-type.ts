import type { ServiceKind } from './known-services.ts';

/** What an edge says of its two ends. */
export const dependencyTypes = [
  'runs_on',
  'connects_to',
  'uses_database',
  'uses_storage',
  'hosted_by',
  'member_of',
  'calls_api',
  'replicates_to',
  'depends_on',
] as const;
export type DependencyType = (typeof dependencyTypes)[number];

export const dependencyStatuses = ['suggested', 'confirmed', 'rejected'] as const;
export type DependencyStatus = (typeof dependencyStatuses)[number];

/** Words of files for each type, after folding to lower case with single blanks. */
const words: Readonly<Record<DependencyType, string>> = {
  runs_on: 'runs on, running on, installed on, deployed on, executes on, hosted on, lauft auf, s execute sur',
  connects_to:
    'connects to, connection, connected to, network, network connection, tcp, udp, communicates with, talks to, flow, traffic, link, verbunden mit, verbindung',
  uses_database:
    'uses database, database, db, sql, jdbc, odbc, reads from database, writes to database, datenbank',
  uses_storage:
    'uses storage, storage, nfs, smb, cifs, iscsi, file share, mounts, stores on, san, nas, speicher',
  hosted_by: 'hosted by, hosted, virtualized by, is hosted by, gehostet von',
  member_of: 'member of, member, belongs to, part of, cluster member, in cluster, contained by, mitglied von',
  calls_api:
    'calls api, api, rest, rest api, soap, web service, webservice, http, https, grpc, graphql, calls, http call, invokes',
  replicates_to:
    'replicates to, replication, replicates, mirrors to, mirror, dr replication, log shipping, repliziert nach',
  depends_on:
    'depends on, dependency, dependent on, uses, requires, needs, consumes, depends on service, abhangig von, depend de, depende de',
};

const typeOfWord: ReadonlyMap<string, DependencyType> = new Map(
  dependencyTypes.flatMap((type) => words[type].split(', ').map((word) => [word, type] as const)),
);

/** The type a word of a file names; `undefined` for words that name none. */
export function parseDependencyType(text: string): DependencyType | undefined {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return typeOfWord.get(folded);
}

const typeOfService: Readonly<Partial<Record<ServiceKind, DependencyType>>> = {
  database: 'uses_database',
  file: 'uses_storage',
  web: 'calls_api',
};

/** What kind of edge a connection to a service is; a connection of which only the two ends are known depends. */
export function dependencyTypeOf(service: ServiceKind | undefined, isConnection: boolean): DependencyType {
  const known = service === undefined ? undefined : typeOfService[service];
  return known ?? (isConnection ? 'connects_to' : 'depends_on');
}
