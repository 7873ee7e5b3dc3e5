import { listSeparator } from '../cleansing/clean-text.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import type { DependencyTable, RefusedRow, RowRole } from '../dependencies/dependency-table.ts';
import type { DependencyType } from '../dependencies/dependency-type.ts';
import { EndRegistry } from '../dependencies/end-registry.ts';
import { EdgeMerger } from '../dependencies/file-edges.ts';

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

/** Reads the machines of an infrastructure file, and what they are hosted by and members of. */
export function readTopology(rows: ReadableRows): DependencyTable {
  const registry = new EndRegistry();
  const merger = new EdgeMerger();
  const roles: RowRole[] = [];
  const refused: RefusedRow[] = [];
  const stated = parents.filter(([field]) => rows.fields.has(field));
  for (let row = 0; row < rows.rowCount; row++) {
    const isFaulty = rows.fault(row) !== 0;
    const isSubject = !isFaulty && identityFields.some((field) => rows.value(field, row) !== null);
    roles.push(isSubject ? 'subject' : 'none');
    if (!isSubject && !isFaulty) refused.push({ row, reason: 'no_identity', detail: null });
    if (isSubject && stated.length > 0) register(registry, rows, { row, stated });
  }
  for (let row = 0; row < rows.rowCount; row++)
    if (roles[row] === 'subject') addEdges({ registry, merger }, rows, { row, stated });
  const { edges } = merger;
  const notes = { unknownProtocols: new Map(), unusualPorts: [], credentials: [], selfEdges: [] };
  return { statesEdges: false, ends: registry.ends, edges, roles, refused, hosted: 0, notes };
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

function addEdges({ registry, merger }: Reading, rows: ReadableRows, { row, stated }: StatedParents): void {
  const [own] = ownNames(rows, row);
  if (own === undefined) return;
  const source = registry.find({ name: own, addresses: [] }, row);
  for (const [field, type] of stated) {
    const name = parentName(rows, row, field);
    const target = name === null ? undefined : registry.find({ name, addresses: [] }, row);
    if (source.kind !== 'end' || target?.kind !== 'end' || source.end === target.end) continue;
    merger.add({ ...plainEdge, row, source: source.end, target: target.end, type });
  }
}

const plainEdge = {
  port: null,
  protocol: null,
  isNoise: false,
  connectionCount: null,
  bytes: null,
  firstSeen: null,
  lastSeen: null,
  sourceProcess: null,
  targetProcess: null,
  relation: null,
  path: null,
};
