import { mergeEdge } from '@landfall/domain/dependencies/merge-edge';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  type EdgeKey,
  type EvidencedEdge,
  findEdges,
  insertEdges,
  saveEvidence,
  type StatedEdge,
  updateEdges,
} from './edges.repository.ts';
import type { ImportCourse } from './ends.repository.ts';

/** Tells an edge from all others of its engagement. */
export function edgeKey({ sourceId, targetId, type, port, protocol }: EdgeKey): string {
  return `${sourceId} ${targetId} ${type} ${port ?? ''} ${protocol ?? ''}`;
}

/** Writes edges with their evidence: new ones are suggested, known ones take what is surer or newer. */
export async function writeEdges(
  scope: TenantScope,
  course: ImportCourse,
  stated: readonly StatedEdge[],
): Promise<EvidencedEdge[]> {
  const { importId } = course;
  const known = new Set((await findEdges(scope, { importId, keys: stated })).map(edgeKey));
  const fresh = stated.filter((edge) => !known.has(edgeKey(edge)));
  const made = new Map((await insertEdges(scope, importId, fresh)).map((edge) => [edgeKey(edge), edge.id]));
  const written = stated.flatMap((edge): EvidencedEdge[] => {
    const id = made.get(edgeKey(edge));
    return id === undefined ? [] : [{ id, effect: 'created', stated: edge }];
  });
  // Looked for again: another import may have made one of them meanwhile.
  const open = stated.filter((edge) => !made.has(edgeKey(edge)));
  const merged = await mergeKnown(scope, importId, open);
  const evidence = [...written, ...merged];
  await saveEvidence(scope, course, evidence);
  return evidence;
}

async function mergeKnown(
  scope: TenantScope,
  importId: string,
  stated: readonly StatedEdge[],
): Promise<EvidencedEdge[]> {
  const found = await findEdges(scope, { importId, keys: stated });
  const stored = new Map(found.map((edge) => [edgeKey(edge), edge] as const));
  const merges = stated.flatMap((edge) => {
    const known = stored.get(edgeKey(edge));
    return known === undefined ? [] : [{ id: known.id, stated: edge, merged: mergeEdge(known, edge) }];
  });
  if (merges.length !== stated.length) throw new Error('An edge was neither made nor found');
  await updateEdges(
    scope,
    merges.filter(({ merged }) => merged.effect === 'updated'),
  );
  return merges.map(({ id, stated: edge, merged }) => ({ id, effect: merged.effect, stated: edge }));
}
