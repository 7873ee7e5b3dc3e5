import type { CheckThresholds } from '@landfall/domain/checks/check-thresholds';
import type { DependencyTable } from '@landfall/domain/dependencies/dependency-table';
import { type FileEdge, mergedEdge } from '@landfall/domain/dependencies/file-edges';
import { edgeConfidence, type EndStrength, surer } from '@landfall/domain/dependencies/resolve-end';
import { mergedQuestions, type RowQuestion } from '@landfall/domain/corrections/row-choice';
import type { RejectReason } from '@landfall/domain/inventory/row-results';
import type { StatedEdge } from '../features/enrichment/edges.repository.ts';
import type { EndMatchWord, MatchedEnd } from '../features/enrichment/ends.repository.ts';

/** Why a row is rejected. */
export interface Refusal {
  readonly reason: RejectReason;
  readonly detail: string | null;
  /** What a person can be asked instead. */
  readonly questions?: readonly RowQuestion[];
}

const strengthOfMatch: Readonly<Partial<Record<EndMatchWord, EndStrength>>> = {
  strong: 'strong',
  unique: 'unique',
  subject: 'created',
  created: 'created',
};

type Usable = { readonly sourceId: string; readonly targetId: string };

/** The assets a connection joins, or why it joins none. */
function joinOf({ source, target }: FileEdge, ends: ReadonlyMap<number, MatchedEnd>): Usable | Refusal {
  const both = [ends.get(source), ends.get(target)];
  const doubtful = both.find((end) => end?.match === 'ambiguous');
  if (doubtful !== undefined) {
    const questions = both.flatMap((end) => end?.question ?? []);
    return { reason: 'ambiguous_match', detail: candidatesText(doubtful), questions };
  }
  const [sourceId = null, targetId = null] = both.map((end) => end?.assetId);
  if (sourceId === null || targetId === null)
    return { reason: 'missing_endpoint', detail: unknownText(sourceId === null ? both[0] : both[1]) };
  if (sourceId === targetId) return { reason: 'self_dependency', detail: 'Both ends are the same asset.' };
  return { sourceId, targetId };
}

function unknownText(end: MatchedEnd | undefined): string {
  const name = end?.name ?? end?.addresses[0] ?? '';
  return `The inventory has no asset ${name}, and the import was told not to create any.`;
}

function candidatesText({ name, addresses, candidates }: MatchedEnd): string {
  const names = candidates.map((each) => `${each.name} (${each.id})`).join(', ');
  return `${name ?? addresses[0] ?? 'The end'} fits several assets: ${names}.`;
}

const weight: Readonly<Partial<Record<RejectReason, number>>> = { ambiguous_match: 3, missing_endpoint: 2 };

/** Rows, counted from 0, of which no connection can be used, with the gravest reason. Rows about their own asset stay. */
export function refusedEdgeRows(table: DependencyTable, ends: readonly MatchedEnd[]): Map<number, Refusal> {
  const byNumber = new Map(ends.map((end) => [end.end, end] as const));
  const usable = new Set<number>();
  const refused = new Map<number, Refusal>();
  for (const edge of table.edges) {
    const join = joinOf(edge, byNumber);
    for (const row of edge.rows) {
      if (!('reason' in join)) usable.add(row);
      else if (table.roles[row] === 'edge') refused.set(row, graver(refused.get(row), join));
    }
  }
  for (const row of usable) refused.delete(row);
  return refused;
}

/**
 * The ends without those that no connection needs: one that only rejected rows name becomes no asset, until one of these
 * rows states a connection.
 */
export function neededEnds(table: DependencyTable, ends: readonly MatchedEnd[]): MatchedEnd[] {
  const byNumber = new Map(ends.map((end) => [end.end, end] as const));
  const needed = new Set<number>();
  for (const edge of table.edges)
    if (!('reason' in joinOf(edge, byNumber))) needed.add(edge.source).add(edge.target);
  return ends.map((end) =>
    end.match === 'created' && !needed.has(end.end) ? { ...end, match: 'unknown', assetId: null } : end,
  );
}

function graver(known: Refusal | undefined, found: Refusal): Refusal {
  if (known === undefined) return found;
  const kept = (weight[known.reason] ?? 1) >= (weight[found.reason] ?? 1) ? known : found;
  return { ...kept, questions: mergedQuestions(known.questions ?? [], found.questions ?? []) };
}

/**
 * The edges between assets that the connections of a file state, each once, in the order of their lead rows; how sure
 * they are depends on a limit of the engagement.
 */
export function statedEdges(
  table: DependencyTable,
  ends: readonly MatchedEnd[],
  { manyConnections: many }: Pick<CheckThresholds, 'manyConnections'>,
): StatedEdge[] {
  const byNumber = new Map(ends.map((end) => [end.end, end] as const));
  const strengthOf = (end: number): EndStrength =>
    strengthOfMatch[byNumber.get(end)?.match ?? 'unknown'] ?? 'created';
  const merged = new Map<string, JoinedEdge>();
  for (const edge of table.edges) {
    const join = joinOf(edge, byNumber);
    if ('reason' in join) continue;
    const key = `${join.sourceId} ${join.targetId} ${edge.type} ${edge.port ?? ''} ${edge.protocol ?? ''}`;
    const joined = {
      ...edge,
      ...join,
      strengths: [strengthOf(edge.source), strengthOf(edge.target)] as const,
    };
    const other = merged.get(key);
    merged.set(key, other === undefined ? joined : bothOf(other, joined));
  }
  const edges = [...merged.values()].map((edge) => statedEdge(edge, many));
  return edges.toSorted((a, b) => a.leadRow - b.leadRow);
}

/** A connection between two assets, with how sure each of them is. */
type JoinedEdge = FileEdge & Usable & { readonly strengths: readonly [EndStrength, EndStrength] };

/** Connections of a file whose ends turned out to be the same assets; each end is as sure as its surest name. */
function bothOf(left: JoinedEdge, right: JoinedEdge): JoinedEdge {
  const [source, target] = left.strengths;
  const strengths = [surer(source, right.strengths[0]), surer(target, right.strengths[1])] as const;
  return { ...left, ...mergedEdge(left, right), strengths };
}

function statedEdge(edge: JoinedEdge, many: number): StatedEdge {
  const { sourceId, targetId, type, port, protocol, rows, relations, paths, connectionCount } = edge;
  return {
    sourceId,
    targetId,
    type,
    port,
    protocol,
    confidence: edgeConfidence(edge.strengths, { connectionCount, many }),
    isNoise: edge.isNoise,
    connectionCount,
    bytes: edge.bytes,
    firstSeen: asInstant(edge.firstSeen),
    lastSeen: asInstant(edge.lastSeen),
    leadRow: (rows[0] ?? 0) + 1,
    ranges: rangesOf(rows),
    rowCount: rows.length,
    sourceProcess: edge.sourceProcesses.length === 0 ? null : edge.sourceProcesses.join('\n'),
    targetProcess: edge.targetProcesses.length === 0 ? null : edge.targetProcesses.join('\n'),
    attributes: {
      ...(relations.length === 0 ? {} : { relations }),
      ...(paths.length === 0 ? {} : { paths }),
    },
  };
}

function rangesOf(rows: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === row) last[1] = row + 1;
    else ranges.push([row + 1, row + 1]);
  }
  return ranges;
}

/** A time without a zone is read as UTC. */
function asInstant(text: string | null): string | null {
  return text !== null && /^\d{4}-\d\d-\d\d[T ][\d:.]+$/.test(text) ? `${text}Z` : text;
}
