import type { EdgeEffect, EdgeValues } from '@landfall/domain/dependencies/merge-edge';
import { mergeEdge } from '@landfall/domain/dependencies/merge-edge';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { lookAtEdges } from './edges.repository.ts';
import { findLive } from './ends.repository.ts';
import type { PlannedEdge, PlannedEdges } from './planned-edges.repository.ts';
import { edgeKey } from './write-edges.service.ts';

/** A value of a connection that would be another one. */
export interface EdgeDifference {
  readonly field: keyof EdgeValues;
  readonly before: string | number | boolean | null;
  readonly after: string | number | boolean | null;
}

/** What a planned connection would do to the edge it is about. */
export interface PlannedEffect {
  readonly planned: PlannedEdge;
  readonly effect: EdgeEffect;
  readonly differences: readonly EdgeDifference[];
}

/** What a planned connection would do, and which of its ends the inventory does not have yet. */
export interface ShownEffect extends PlannedEffect {
  readonly isNew: { readonly source: boolean; readonly target: boolean };
}

/** Effects with what is new of their ends. */
export async function shownEffects(scope: TenantScope, planned: PlannedEdges): Promise<ShownEffect[]> {
  const ids = planned.edges.flatMap(({ source, target }) => [source.id, target.id]);
  const live = await findLive(scope, [...new Set(ids)]);
  const effects = await effectsOfEdges(scope, planned);
  return effects.map((each) => {
    const { source, target } = each.planned;
    return { ...each, isNew: { source: !live.has(source.id), target: !live.has(target.id) } };
  });
}

/** What planned connections would do to the edges as they are now, by the rules of the write. */
export async function effectsOfEdges(
  scope: TenantScope,
  { importId, edges }: PlannedEdges,
): Promise<PlannedEffect[]> {
  const keyed = edges.map((edge) => ({
    edge,
    key: { ...edge, sourceId: edge.source.id, targetId: edge.target.id },
  }));
  const found = await lookAtEdges(scope, { importId, keys: keyed.map(({ key }) => key) });
  const stored = new Map(found.map((edge) => [edgeKey(edge), edge] as const));
  return keyed.map(({ edge, key }) => {
    const known = stored.get(edgeKey(key));
    const { effect, values } = mergeEdge(known, edge);
    return { planned: edge, effect, differences: effect === 'unchanged' ? [] : differences(known, values) };
  });
}

const shownFields = [
  'confidence',
  'isNoise',
  'connectionCount',
  'bytes',
  'firstSeen',
  'lastSeen',
] as const satisfies readonly (keyof EdgeValues)[];

function differences(before: EdgeValues | undefined, after: EdgeValues): EdgeDifference[] {
  return shownFields.flatMap((field) => {
    const [old, next] = [shown(before?.[field]), shown(after[field])];
    return old === next ? [] : [{ field, before: old, after: next }];
  });
}

function shown(value: EdgeValues[keyof EdgeValues] | undefined): EdgeDifference['before'] {
  return typeof value === 'bigint' ? String(value) : (value ?? null);
}
