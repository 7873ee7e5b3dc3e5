import type { RejectReason } from '../inventory/row-results.ts';
import {
  edgeFields,
  type ReadableRows,
  readStatedRow,
  statesEdges,
  type StatedRow,
} from './dependency-rows.ts';
import { dependencyTypeOf, parseDependencyType } from './dependency-type.ts';
import { EndRegistry, type FileEnd } from './end-registry.ts';
import { EdgeMerger, type EdgeStatement, type FileEdge, plainEdge } from './file-edges.ts';
import { isNoise, type ReadProtocol, serviceOf, usualProtocolInstead } from './known-services.ts';
import { EndReader, namesNoMachine, type StatedEnd, withoutCredentials } from './read-end.ts';
import { rowsPerTurn, type TableSteps } from './remembered-table.ts';
import { connectionOf, RowFactReader, type RowFacts } from './row-facts.ts';

/** What a row of a discovery file is about: its own subject, a connection, or nothing that can be used. */
export type RowRole = 'subject' | 'edge' | 'none';

/** A row that cannot be imported, and what more there is to say of it. */
export interface RefusedRow {
  readonly row: number;
  readonly reason: RejectReason;
  readonly detail: string | null;
}

/** Rows a finding about connections concerns, counted from 0. */
export interface DependencyNotes {
  readonly unknownProtocols: ReadonlyMap<string, readonly number[]>;
  /** Rows whose application protocol is not the usual one of their port. */
  readonly unusualPorts: readonly {
    readonly row: number;
    readonly port: number;
    readonly stated: string;
    readonly usual: string;
  }[];
  /** Rows whose ends are written as URLs with a user name and a password, by the field. */
  readonly credentials: Readonly<Record<'source_name' | 'target_name', readonly number[]>>;
  /** Rows with texts that are written as URLs and can be none. */
  readonly badUrls: readonly { readonly row: number; readonly urls: readonly string[] }[];
  /** Rows that name several machines their subject runs on, with the names. */
  readonly severalHosts: readonly { readonly row: number; readonly names: readonly string[] }[];
  readonly selfEdges: readonly number[];
  /** Rows of what came back from a service; they count for the connection to it. */
  readonly answers: readonly number[];
  /** Rows of attempts that were turned away; their connections are noise unless others were seen. */
  readonly refusals: readonly number[];
}

/** Everything a discovery file states about connections. */
export interface DependencyTable {
  readonly statesEdges: boolean;
  readonly ends: readonly FileEnd[];
  readonly edges: readonly FileEdge[];
  readonly roles: readonly RowRole[];
  readonly refused: readonly RefusedRow[];
  /** Rows that name a machine their subject runs on. */
  readonly hosted: readonly number[];
  readonly notes: DependencyNotes;
}

/**
 * Reads all rows: names first, then connections, so that an address finds its name wherever that stands. It stops
 * every few milliseconds, so that its caller can let others run.
 */
export function* readDependencies(rows: ReadableRows): TableSteps<DependencyTable> {
  const registry = new EndRegistry();
  const ends = new EndReader();
  for (let row = 0; row < rows.rowCount; row++) {
    if (rows.fault(row) === 0) registerNames(registry, readStatedRow(rows, row, ends), row);
    if (row % rowsPerTurn === 0) yield;
  }
  const reader = new EdgeReader(rows, registry, ends);
  for (let row = 0; row < rows.rowCount; row++) {
    reader.read(row);
    if (row % rowsPerTurn === 0) yield;
  }
  return reader.table();
}

function registerNames(registry: EndRegistry, stated: StatedRow, row: number): void {
  registry.addOwn(stated.own, row);
  for (const end of [...stated.sources, ...stated.targets]) registry.add(end, row);
  if (stated.host !== undefined) registry.add(stated.host, row);
}

function hasCredentials({ url }: StatedEnd): boolean {
  return url?.hasCredentials === true;
}

class EdgeReader {
  readonly #rows: ReadableRows;
  readonly #registry: EndRegistry;
  readonly #ends: EndReader;
  readonly #merger = new EdgeMerger();
  readonly #statesEdges: boolean;
  readonly #roles: RowRole[] = [];
  readonly #refused: RefusedRow[] = [];
  readonly #unknown = new Map<string, number[]>();
  readonly #unusual: { row: number; port: number; stated: string; usual: string }[] = [];
  readonly #credentials = { source_name: [] as number[], target_name: [] as number[] };
  readonly #badUrls: { row: number; urls: readonly string[] }[] = [];
  readonly #selfEdges: number[] = [];
  readonly #answers: number[] = [];
  readonly #refusals: number[] = [];
  readonly #facts: RowFactReader;
  readonly #hosted: number[] = [];
  readonly #severalHosts: { row: number; names: readonly string[] }[] = [];

  constructor(rows: ReadableRows, registry: EndRegistry, ends: EndReader) {
    this.#rows = rows;
    this.#registry = registry;
    this.#ends = ends;
    this.#statesEdges = statesEdges(rows.fields);
    this.#facts = new RowFactReader(rows);
  }

  read(row: number): void {
    this.#roles.push('none');
    if (this.#rows.fault(row) !== 0) return;
    const stated = readStatedRow(this.#rows, row, this.#ends);
    this.#noteUrls(row, stated);
    this.#roles[row] = stated.own.length > 0 ? 'subject' : 'edge';
    if (stated.own.length === 0 && (stated.sources.length === 0 || stated.targets.length === 0))
      return this.#refuseIncomplete(row, stated);
    if (stated.host !== undefined) this.#addHost(row, stated);
    if (stated.severalHosts.length > 0) this.#noteHosts(row, stated);
    if (stated.targets.length > 0) this.#addEdges(row, stated);
  }

  table(): DependencyTable {
    return {
      statesEdges: this.#statesEdges,
      ends: this.#registry.ends,
      edges: this.#merger.edges,
      roles: this.#roles,
      refused: this.#refused,
      hosted: this.#hosted,
      notes: {
        unknownProtocols: this.#unknown,
        unusualPorts: this.#unusual,
        credentials: this.#credentials,
        badUrls: this.#badUrls,
        severalHosts: this.#severalHosts,
        selfEdges: this.#selfEdges,
        answers: this.#answers,
        refusals: this.#refusals,
      },
    };
  }

  #refuse(row: number, reason: RejectReason, detail: string | null): void {
    this.#roles[row] = 'none';
    this.#refused.push({ row, reason, detail });
  }

  #refuseIncomplete(row: number, { sources, targets, badUrls }: StatedRow): void {
    if (!this.#statesEdges) return this.#refuse(row, 'no_identity', null);
    const missing =
      sources.length === 0 && targets.length === 0
        ? 'Both ends are'
        : sources.length === 0
          ? 'The source is'
          : 'The target is';
    this.#refuse(row, 'missing_endpoint', `${missing} missing.${this.#whyMissing(row, badUrls)}`);
  }

  #whyMissing(row: number, [url]: readonly string[]): string {
    if (url !== undefined) return ` ${withoutCredentials(url)} is no address that can be called.`;
    const unusable = this.#unusableEnd(row);
    return unusable === undefined ? '' : ` ${unusable} is no single machine of a network.`;
  }

  #noteUrls(row: number, { sources, targets, badUrls }: StatedRow): void {
    if (sources.some(hasCredentials)) this.#credentials.source_name.push(row);
    if (targets.some(hasCredentials)) this.#credentials.target_name.push(row);
    if (badUrls.length > 0) this.#badUrls.push({ row, urls: badUrls });
  }

  #unusableEnd(row: number): string | undefined {
    const stated = edgeFields.map((field) => this.#rows.value(field, row));
    return stated.find((text): text is string => text !== null && namesNoMachine(text));
  }

  #addHost(row: number, { own, host }: StatedRow): void {
    const source = this.#registry.find({ name: own[0] ?? null, addresses: [] }, row);
    const target = host === undefined ? undefined : this.#registry.find(host, row);
    this.#hosted.push(row);
    if (source.kind !== 'end' || target?.kind !== 'end' || source.end === target.end) return;
    this.#merger.add({ ...plainEdge, row, source: source.end, target: target.end, type: 'runs_on' });
  }

  #noteHosts(row: number, { severalHosts }: StatedRow): void {
    this.#hosted.push(row);
    this.#severalHosts.push({ row, names: severalHosts });
  }

  #addEdges(row: number, stated: StatedRow): void {
    const facts = this.#factsOf(row, stated);
    const own: readonly StatedEnd[] =
      stated.sources.length > 0 ? stated.sources : [{ name: stated.own[0] ?? null, addresses: [] }];
    const [sources, targets] = facts.isAnswer ? [stated.targets, own] : [own, stated.targets];
    const edges = sources.flatMap((source) =>
      targets.flatMap((target) => this.#edges(facts, source, target)),
    );
    // A row that is refused states nothing, whatever it says of its other ends.
    if (this.#roles[row] === 'none') return;
    for (const edge of edges) this.#merger.add(edge);
    if (edges.length === 0 && stated.own.length === 0) this.#refuse(row, 'self_dependency', null);
  }

  /** The connection from one end to another; none where they are the same, or where an end may be several. */
  #edges(facts: RowFacts, statedSource: StatedEnd, statedTarget: StatedEnd): EdgeStatement[] {
    const source = this.#registry.find(statedSource, facts.row);
    const target = this.#registry.find(statedTarget, facts.row);
    const several = [source, target].find((end) => end.kind === 'several');
    if (several?.kind === 'several') this.#refuseSeveral(facts.row, several.names);
    if (source.kind !== 'end' || target.kind !== 'end') return [];
    if (source.end !== target.end)
      return [this.#statement(facts, { source: source.end, target: target.end, stated: statedTarget })];
    this.#selfEdges.push(facts.row);
    return [];
  }

  #refuseSeveral(row: number, names: readonly string[]): void {
    if (this.#roles[row] !== 'edge') return;
    this.#refuse(
      row,
      'ambiguous_match',
      `The address belongs to several ends of the file: ${names.slice(0, 10).join(', ')}.`,
    );
  }

  #factsOf(row: number, stated: StatedRow): RowFacts {
    const facts = this.#facts.of(row, stated);
    if (facts.isAnswer) this.#answers.push(row);
    if (facts.isRefused) this.#refusals.push(row);
    if (facts.protocol !== null) this.#noteProtocol(row, facts.protocol, facts.port);
    return facts;
  }

  #noteProtocol(row: number, protocol: ReadProtocol, port: number | null): void {
    if (!protocol.isKnown) this.#noteUnknown(protocol.name, row);
    const usual = usualProtocolInstead({ port, protocol, process: null });
    if (usual !== undefined && port !== null) this.#unusual.push({ row, port, stated: protocol.name, usual });
  }

  #noteUnknown(name: string, row: number): void {
    const known = this.#unknown.get(name);
    if (known === undefined) this.#unknown.set(name, [row]);
    else known.push(row);
  }

  #statement(facts: RowFacts, ends: { source: number; target: number; stated: StatedEnd }): EdgeStatement {
    const { row } = facts;
    const processes = ['source_process', 'target_process'].map((field) => this.#rows.value(field, row));
    const [sourceProcess = null, targetProcess = null] = facts.isAnswer ? processes.toReversed() : processes;
    return {
      row,
      source: ends.source,
      target: ends.target,
      ...this.#kindOf(facts, ends.stated, targetProcess),
      connectionCount: this.#facts.number('connection_count', row),
      bytes: this.#facts.bytes(row),
      firstSeen: this.#rows.value('created_at', row),
      lastSeen: this.#rows.value('last_seen', row),
      sourceProcess,
      targetProcess,
      relation: facts.relation,
    };
  }

  #kindOf(facts: RowFacts, stated: StatedEnd, process: string | null) {
    const connection = { ...connectionOf(facts, stated), process };
    const { port, protocol } = connection;
    const named = facts.relation === null ? undefined : parseDependencyType(facts.relation);
    const isConnection = port !== null || protocol !== null || !this.#isSubject(facts.row);
    return {
      type: named ?? dependencyTypeOf(serviceOf(connection), isConnection),
      port,
      protocol: protocol?.name ?? null,
      isNoise: facts.isRefused || isNoise(connection),
      path: stated.url?.path ?? null,
    };
  }

  #isSubject(row: number): boolean {
    return this.#roles[row] === 'subject';
  }
}
