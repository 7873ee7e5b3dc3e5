import { type DependencyTable, readDependencies } from '../dependencies/dependency-table.ts';
import type { FileEdge } from '../dependencies/file-edges.ts';
import { rememberTable } from '../dependencies/remembered-table.ts';
import { readProtocol, type ServiceKind, serviceOf } from '../dependencies/known-services.ts';
import type { CheckInput } from './check.ts';

const discovery = rememberTable(readDependencies);

/** Reads the connections that rows state and remembers them for the checks; see {@link readDependencies}. */
export const readDiscovery = discovery.inTurns;

/** The connections that rows state, read once for all checks. */
export const tableOf = discovery.of;

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
export function applicationsOf({ rows, matched }: CheckInput): (end: number) => string | undefined {
  const table = tableOf(rows);
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
    return own(end) ?? matched?.ofEnd(end)?.application ?? (only === undefined ? undefined : own(only));
  };
}
