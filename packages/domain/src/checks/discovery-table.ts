import { applicationKey } from '../applications/application-name.ts';
import { type DependencyTable, readDependencies } from '../dependencies/dependency-table.ts';
import type { FileEdge } from '../dependencies/file-edges.ts';
import { joinEnds } from '../dependencies/join-ends.ts';
import { rememberTable, type TableSteps } from '../dependencies/remembered-table.ts';
import { readProtocol, type ServiceKind, serviceOf } from '../dependencies/known-services.ts';
import type { CheckInput, MatchedSubjects } from './check.ts';

/** The connections that rows of a discovery file state, as they stand there. */
export const discovery = rememberTable(readDependencies);

type Asked = Pick<CheckInput, 'rows' | 'matched'>;

/** Reads the connections that rows state, once for all checks; ends that are one asset are one once that is known. */
export function* readDiscovery(input: Asked): TableSteps<DependencyTable> {
  yield* discovery.inTurns(input.rows);
  return tableOf(input);
}

/** The connections that rows state, read once for all checks. */
export function tableOf({ rows, matched }: Asked): DependencyTable {
  return asMatched(discovery.of(rows), matched);
}

const joinedTables = new WeakMap<MatchedSubjects, Map<DependencyTable, DependencyTable>>();

/** A table of connections with ends that are one asset taken for one. */
export function asMatched(table: DependencyTable, matched: MatchedSubjects | undefined): DependencyTable {
  if (matched === undefined) return table;
  const known = joinedTables.get(matched) ?? new Map<DependencyTable, DependencyTable>();
  joinedTables.set(matched, known);
  const joined = known.get(table) ?? joinEnds(table, (end) => matched.ofEnd(end)?.assetId);
  known.set(table, joined);
  return joined;
}

/** A name to call an end by. */
export function endName({ ends }: DependencyTable, end: number): string {
  return ends[end]?.name ?? ends[end]?.addresses[0] ?? '';
}

/** What a connection is for. */
export function serviceOfEdge({ port, protocol, targetProcesses }: FileEdge): ServiceKind | undefined {
  const process = targetProcesses[0] ?? null;
  return serviceOf({ port, protocol: protocol === null ? null : readProtocol(protocol), process });
}

/** Connections that carry what applications need: no management traffic, and no statement of where something runs. */
export function flowsOf({ edges }: DependencyTable): FileEdge[] {
  return edges.filter(({ isNoise, type }) => !isNoise && type !== 'runs_on' && type !== 'hosted_by');
}

/** Names the application each end belongs to: itself, what the inventory says, or the only one that runs on it. */
export function applicationsOf(input: CheckInput): (end: number) => string | undefined {
  const { rows, matched } = input;
  const table = tableOf(input);
  const spellings = new Map<string, string>();
  const onHost = new Map<number, Set<number>>();
  for (const { type, source, target } of table.edges) {
    if (type === 'runs_on') onHost.set(target, (onHost.get(target) ?? new Set()).add(source));
  }
  const own = (end: number): string | undefined => {
    const row = table.ends[end]?.ownRow ?? -1;
    const isApplication = row >= 0 && (rows.value('asset_type', row) ?? 'application') === 'application';
    return isApplication ? endName(table, end) : undefined;
  };
  return (end) => {
    const hosted = onHost.get(end);
    const [only] = hosted?.size === 1 ? hosted : [];
    const name = own(end) ?? matched?.ofEnd(end)?.application ?? (only === undefined ? undefined : own(only));
    return name === undefined ? undefined : oneSpelling(spellings, name);
  };
}

/** The first spelling met of an application: what differs in case, version or environment only is one application. */
function oneSpelling(spellings: Map<string, string>, name: string): string {
  const key = applicationKey(name);
  const known = spellings.get(key) ?? name;
  spellings.set(key, known);
  return known;
}
