import type { DependencyStatus } from '@landfall/domain/dependencies/dependency-type';
import { appendAudit } from '../../platform/audit.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  assetNotFound,
  dependencyChanged,
  dependencyExists,
  dependencyHasEvidence,
  dependencyNotFound,
  selfDependency,
} from './dependencies.errors.ts';
import {
  type EdgeState,
  findSameEdge,
  insertOwnEdge,
  lockEdge,
  type OwnEdge,
  removeOwnEdge,
  setEdgeStatus,
} from './edit-dependencies.repository.ts';
import { liveEnds } from './whole-graph.repository.ts';

/** Makes an edge a person states; throws 404 for an end, 409 `dependency_exists` and 422 `self_dependency`. */
export async function addDependency(scope: TenantScope, edge: OwnEdge): Promise<string> {
  if (edge.sourceId === edge.targetId) throw selfDependency();
  const ends = await liveEnds(scope, [edge.sourceId, edge.targetId]);
  if (ends.length < 2) throw assetNotFound();
  const id = await insertOwnEdge(scope, edge);
  if (id === undefined) throw dependencyExists((await findSameEdge(scope, edge)) ?? '');
  await note(scope, id, { change: 'added', type: edge.type });
  return id;
}

/** Confirms or rejects an edge in the version a person has seen; throws 404 and 409 `version_conflict`. */
export async function decideDependency(
  scope: TenantScope,
  known: { readonly id: string; readonly version: number },
  status: DependencyStatus,
): Promise<void> {
  const { version } = await required(scope, known.id);
  if (version !== known.version) throw dependencyChanged();
  await setEdgeStatus(scope, known.id, status);
  await note(scope, known.id, { change: status });
}

/** Takes back an edge that only persons state; throws 404 and 409 `dependency_has_evidence`. */
export async function removeDependency(scope: TenantScope, id: string): Promise<void> {
  const { hasEvidence } = await required(scope, id);
  if (hasEvidence) throw dependencyHasEvidence();
  await removeOwnEdge(scope, id);
  await note(scope, id, { change: 'removed' });
}

async function required(scope: TenantScope, id: string): Promise<EdgeState> {
  const edge = await lockEdge(scope, id);
  if (edge === undefined) throw dependencyNotFound();
  return edge;
}

async function note(scope: TenantScope, id: string, details: Record<string, unknown>): Promise<void> {
  await appendAudit(scope, {
    action: 'dependency.edit',
    resourceType: 'dependency',
    resourceId: id,
    details,
  });
}
