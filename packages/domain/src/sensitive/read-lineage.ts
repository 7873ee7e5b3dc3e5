import { listSeparator } from '../cleansing/clean-text.ts';
import { hostPrefix, type ReadableRows } from '../dependencies/dependency-rows.ts';
import type { DependencyTable } from '../dependencies/dependency-table.ts';
import { EndRegistry } from '../dependencies/end-registry.ts';
import { EdgeMerger, plainEdge } from '../dependencies/file-edges.ts';
import { rememberTable, rowsPerTurn, type TableSteps } from '../dependencies/remembered-table.ts';
import type { StatedEnd } from '../dependencies/read-end.ts';
import { subjectRows, subjectsOf } from '../dependencies/subject-rows.ts';

const identityFields = [
  'name',
  'data_store',
  'database_name',
  'application_name',
  'hostname',
  'external_id',
] as const;

/** A system a row names beside its subject, and which of the two depends on the other. */
interface System {
  readonly end: StatedEnd;
  readonly direction: 'subject_depends' | 'system_depends';
}

/** The subjects of a file about sensitive data, the systems their data lies in, and those that use it. */
export const lineage = rememberTable(readLineage);

function* readLineage(rows: ReadableRows): TableSteps<DependencyTable> {
  const registry = new EndRegistry();
  const merger = new EdgeMerger();
  const table = yield* subjectRows(rows, identityFields);
  const subjects = subjectsOf(table);
  for (const [at, row] of subjects.entries()) {
    if (at % rowsPerTurn === 0) yield;
    const own = ownName(rows, row);
    if (own !== null) registry.addOwn([own], row);
    for (const { end } of systemsOf(rows, row)) registry.add(end, row);
  }
  for (const [at, row] of subjects.entries()) {
    if (at % rowsPerTurn === 0) yield;
    addEdges({ registry, merger }, rows, row);
  }
  return { ...table, ends: registry.ends, edges: merger.edges };
}

function ownName(rows: ReadableRows, row: number): string | null {
  return rows.value('name', row) ?? rows.value('hostname', row);
}

/** Systems a row names: store, database and machine the data lies in, applications that use it. */
function systemsOf(rows: ReadableRows, row: number): System[] {
  const own = ownName(rows, row)?.toLowerCase();
  const named = (field: string): string[] =>
    (rows.value(field, row)?.split(listSeparator) ?? []).filter((name) => name.toLowerCase() !== own);
  const systems = (names: readonly string[], direction: System['direction']): System[] =>
    names.map((name) => ({ end: { name, addresses: [] }, direction }));
  const host = rows.value(`${hostPrefix}fqdn`, row) ?? rows.value(`${hostPrefix}hostname`, row);
  return [
    ...systems(named('data_store'), 'subject_depends'),
    ...systems(named('database_name'), 'subject_depends'),
    ...systems(host === null ? [] : [host], 'subject_depends'),
    ...systems(named('application_name'), 'system_depends'),
  ];
}

interface Reading {
  readonly registry: EndRegistry;
  readonly merger: EdgeMerger;
}

function addEdges({ registry, merger }: Reading, rows: ReadableRows, row: number): void {
  const own = ownName(rows, row);
  if (own === null) return;
  const subject = registry.find({ name: own, addresses: [] }, row);
  for (const { end, direction } of systemsOf(rows, row)) {
    const system = registry.find(end, row);
    if (subject.kind !== 'end' || system.kind !== 'end' || subject.end === system.end) continue;
    const [source, target] = direction === 'subject_depends' ? [subject, system] : [system, subject];
    merger.add({ ...plainEdge, row, source: source.end, target: target.end, type: 'depends_on' });
  }
}
