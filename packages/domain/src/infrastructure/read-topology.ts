import { listSeparator } from '../cleansing/clean-text.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import type { DependencyTable } from '../dependencies/dependency-table.ts';
import type { DependencyType } from '../dependencies/dependency-type.ts';
import { EndRegistry } from '../dependencies/end-registry.ts';
import { EdgeMerger, plainEdge } from '../dependencies/file-edges.ts';
import { rememberTable, rowsPerTurn, type TableSteps } from '../dependencies/remembered-table.ts';
import { subjectRows, subjectsOf } from '../dependencies/subject-rows.ts';

/** Fields of which one names the machine a row is about. */
const identityFields = [
  'name',
  'hostname',
  'fqdn',
  'ip_address',
  'serial_number',
  'uuid',
  'external_id',
] as const;
const ownNameFields = ['name', 'hostname', 'fqdn'] as const;

/** Fields that name what a machine runs on or belongs to. */
const parents: readonly (readonly [field: string, type: DependencyType])[] = [
  ['virtual_host', 'hosted_by'],
  ['cluster', 'member_of'],
];

/** The machines of an infrastructure file, and what they are hosted by and members of. */
export const topology = rememberTable(readTopology);

function* readTopology(rows: ReadableRows): TableSteps<DependencyTable> {
  const registry = new EndRegistry();
  const merger = new EdgeMerger();
  const selfEdges: number[] = [];
  const table = yield* subjectRows(rows, identityFields);
  const stated = parents.filter(([field]) => rows.fields.has(field));
  const subjects = stated.length === 0 ? [] : subjectsOf(table);
  for (const [at, row] of subjects.entries()) {
    if (at % rowsPerTurn === 0) yield;
    register(registry, rows, { row, stated });
  }
  for (const [at, row] of subjects.entries()) {
    if (at % rowsPerTurn === 0) yield;
    if (addEdges({ registry, merger }, rows, { row, stated })) selfEdges.push(row);
  }
  return {
    ...table,
    notes: { ...table.notes, selfEdges },
    ends: registry.ends,
    edges: merger.edges,
  };
}

interface StatedParents {
  readonly row: number;
  readonly stated: typeof parents;
}

function ownNames(rows: ReadableRows, row: number): string[] {
  return ownNameFields.map((field) => rows.value(field, row) ?? '').filter((name) => name !== '');
}

function parentName(rows: ReadableRows, row: number, field: string): string | null {
  return rows.value(field, row)?.split(listSeparator, 1)[0] ?? null;
}

function register(registry: EndRegistry, rows: ReadableRows, { row, stated }: StatedParents): void {
  registry.addOwn(ownNames(rows, row), row);
  for (const [field] of stated) {
    const name = parentName(rows, row, field);
    if (name !== null) registry.add({ name, addresses: [] }, row);
  }
}

interface Reading {
  readonly registry: EndRegistry;
  readonly merger: EdgeMerger;
}

/** True for a machine that is said to be hosted by itself; it gets no such edge. */
function addEdges(
  { registry, merger }: Reading,
  rows: ReadableRows,
  { row, stated }: StatedParents,
): boolean {
  const [own] = ownNames(rows, row);
  if (own === undefined) return false;
  let hostsItself = false;
  const source = registry.find({ name: own, addresses: [] }, row);
  for (const [field, type] of stated) {
    const name = parentName(rows, row, field);
    const target = name === null ? undefined : registry.find({ name, addresses: [] }, row);
    if (source.kind !== 'end' || target?.kind !== 'end') continue;
    if (source.end === target.end) hostsItself ||= type === 'hosted_by';
    else merger.add({ ...plainEdge, row, source: source.end, target: target.end, type });
  }
  return hostsItself;
}
