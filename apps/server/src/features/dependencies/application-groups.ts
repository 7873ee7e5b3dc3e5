import type { TenantScope } from '../../platform/tenant-scope.ts';
import { applicationsOf } from './whole-graph.repository.ts';
import type { WholeGraph } from './whole-graph.ts';

/** Which applications assets of a graph belong to. */
export interface ApplicationsOfAssets {
  /** Ids of the applications; their places are their numbers. */
  readonly ids: readonly string[];
  /** Numbers of the applications of each asset that has some, by the place of the asset. */
  readonly ofAssets: ReadonlyMap<number, readonly number[]>;
}

/** Numbers the applications of these assets; changes how the statements after it are planned. */
export async function applicationsOfAssets(
  scope: TenantScope,
  { ends }: WholeGraph,
  assets: readonly string[],
): Promise<ApplicationsOfAssets> {
  const found = await applicationsOf(scope, assets);
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const ofAssets = new Map<number, readonly number[]>();
  for (const [place, { id }] of ends.entries()) {
    const applications = found.get(id);
    if (applications !== undefined) ofAssets.set(place, applications.map(numberOf));
  }
  return { ids: [...numbers.keys()], ofAssets };
}
