import { instant } from '../shared/instant.ts';
import type { DependencyType } from './dependency-type.ts';

/** A connection between two ends of a file, merged over all rows that state it. */
export interface FileEdge {
  /** Numbers of ends. */
  readonly source: number;
  readonly target: number;
  readonly type: DependencyType;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly isNoise: boolean;
  /** Rows that state it, counted from 0, ascending; the first leads. */
  readonly rows: readonly number[];
  /** Sums over the rows that state a number; null when none does. */
  readonly connectionCount: number | null;
  readonly bytes: bigint | null;
  /** ISO 8601. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly sourceProcesses: readonly string[];
  readonly targetProcesses: readonly string[];
  /** Words of the file for the relation, and paths of URLs. */
  readonly relations: readonly string[];
  readonly paths: readonly string[];
}

/** What one row adds to a connection. */
export interface EdgeStatement
  extends Pick<
    FileEdge,
    | 'source'
    | 'target'
    | 'type'
    | 'port'
    | 'protocol'
    | 'isNoise'
    | 'connectionCount'
    | 'bytes'
    | 'firstSeen'
    | 'lastSeen'
  > {
  readonly row: number;
  readonly sourceProcess: string | null;
  readonly targetProcess: string | null;
  readonly relation: string | null;
  readonly path: string | null;
}

type Writable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

/** Names kept of each kind for one connection; more say nothing new. */
const mostNames = 20;

/** Merges statements about the same two ends, type, port and protocol. */
export class EdgeMerger {
  readonly #byKey = new Map<string, Writable<FileEdge>>();

  get edges(): FileEdge[] {
    return [...this.#byKey.values()];
  }

  add(stated: EdgeStatement): void {
    const { source, target, type, port, protocol } = stated;
    const key = `${source} ${target} ${type} ${port ?? ''} ${protocol ?? ''}`;
    let edge = this.#byKey.get(key);
    if (edge === undefined) {
      edge = newEdge(stated);
      this.#byKey.set(key, edge);
    }
    if (edge.rows.at(-1) === stated.row) return;
    merge(edge, stated);
  }
}

function newEdge({ source, target, type, port, protocol, isNoise }: EdgeStatement): Writable<FileEdge> {
  return {
    source,
    target,
    type,
    port,
    protocol,
    isNoise,
    rows: [],
    connectionCount: null,
    bytes: null,
    firstSeen: null,
    lastSeen: null,
    sourceProcesses: [],
    targetProcesses: [],
    relations: [],
    paths: [],
  };
}

function merge(edge: Writable<FileEdge>, stated: EdgeStatement): void {
  edge.rows.push(stated.row);
  if (stated.connectionCount !== null)
    edge.connectionCount = (edge.connectionCount ?? 0) + stated.connectionCount;
  if (stated.bytes !== null) edge.bytes = (edge.bytes ?? 0n) + stated.bytes;
  mergeTimes(edge, stated);
  // Traffic is noise only when nothing else was seen on the way.
  edge.isNoise &&= stated.isNoise;
  addName(edge.sourceProcesses, stated.sourceProcess);
  addName(edge.targetProcesses, stated.targetProcess);
  addName(edge.relations, stated.relation);
  addName(edge.paths, stated.path);
}

function mergeTimes(edge: Writable<FileEdge>, { firstSeen, lastSeen }: EdgeTimes): void {
  const first = firstSeen ?? lastSeen;
  const last = lastSeen ?? firstSeen;
  if (first !== null && (edge.firstSeen === null || isBefore(first, edge.firstSeen))) edge.firstSeen = first;
  if (last !== null && (edge.lastSeen === null || isBefore(edge.lastSeen, last))) edge.lastSeen = last;
}

type EdgeTimes = Pick<FileEdge, 'firstSeen' | 'lastSeen'>;

/** Compares moments, which files write with zones of their own; those of one form compare as they stand. */
function isBefore(left: string, right: string): boolean {
  const isOneForm = left.length === right.length && (left.length === 10 || (isUtc(left) && isUtc(right)));
  return isOneForm ? left < right : instant(left) < instant(right);
}

function isUtc(time: string): boolean {
  return time.endsWith('Z');
}

/** Two connections that turned out to be one. */
export function mergedEdge(left: FileEdge, right: FileEdge): FileEdge {
  const { connectionCount, bytes } = left;
  const edge: Writable<FileEdge> = {
    ...left,
    rows: [...new Set([...left.rows, ...right.rows])].toSorted((a, b) => a - b),
    isNoise: left.isNoise && right.isNoise,
    connectionCount:
      connectionCount === null ? right.connectionCount : connectionCount + (right.connectionCount ?? 0),
    bytes: bytes === null ? right.bytes : bytes + (right.bytes ?? 0n),
    sourceProcesses: someOf(left.sourceProcesses, right.sourceProcesses),
    targetProcesses: someOf(left.targetProcesses, right.targetProcesses),
    relations: someOf(left.relations, right.relations),
    paths: someOf(left.paths, right.paths),
  };
  mergeTimes(edge, right);
  return edge;
}

function someOf(left: readonly string[], right: readonly string[]): string[] {
  return [...new Set([...left, ...right])].slice(0, mostNames);
}

function addName(names: string[], name: string | null): void {
  if (name !== null && names.length < mostNames && !names.includes(name)) names.push(name);
}

/** A statement of nothing but its two ends and type. */
export const plainEdge = {
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
} as const;
