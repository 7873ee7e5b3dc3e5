import type { ImportPlan } from '@landfall/domain/cleansing/import-plan';
import { latestOutput } from '../features/cleansing/cleansing.repository.ts';
import { programIdentity } from '../platform/program-identity.ts';
import type { TenantScope } from '../platform/tenant-scope.ts';
import type { PhaseContext } from './define-phase.ts';

/** What the result of a step depends on besides its input; stored in its output. */
export interface Made {
  /** The program, and the rows of its batches when they are not its own choice. */
  readonly program: string;
  /** Version of the estate before the step, or after a step that writes to it. */
  readonly estate?: string | undefined;
  /** The import whose result this one has taken over. */
  readonly identical_to?: string | undefined;
}

/** How a step of this run makes its result. */
export function madeBy(
  { batchRows }: Pick<PhaseContext, 'batchRows'>,
  rest: Omit<Made, 'program'> = {},
): Made {
  return { program: `${programIdentity()} ${batchRows ?? 'any'}`, ...rest };
}

/** Whether a step of this run would make the same of the same input. */
function isMadeAlike(context: Pick<PhaseContext, 'batchRows'>, made: Made | undefined): boolean {
  return made?.program === madeBy(context).program;
}

/** A step of an import. */
export interface StepOfImport {
  readonly importId: string;
  readonly step: string;
}

/** The latest output of a step, when a step of this run would make the same of the same input. */
export async function outputMadeAlike<Output extends object>(
  scope: TenantScope,
  context: Pick<PhaseContext, 'batchRows'>,
  { importId, step }: StepOfImport,
): Promise<(Partial<Output> & { readonly made?: Made }) | undefined> {
  const output = await latestOutput<Partial<Output> & { made?: Made }>(scope, importId, step);
  return isMadeAlike(context, output?.made) ? output : undefined;
}

/** The plan that all rows of an import were cleansed by, when this run would cleanse them alike by it. */
export async function planMadeAlike(
  scope: TenantScope,
  context: Pick<PhaseContext, 'batchRows'>,
  importId: string,
): Promise<ImportPlan | undefined> {
  const step = { importId, step: 'cleanse' };
  return (await outputMadeAlike<{ plan: ImportPlan }>(scope, context, step))?.plan;
}
