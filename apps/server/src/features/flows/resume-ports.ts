import type { ResumeAnswer, ResumeMappings } from '@landfall/contract/flow-resume';
import type { ImportId } from '@landfall/domain/shared/ids';
import type { HealFlow } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { FlowServiceDeps } from './flows.service.ts';

/** What a resume asks of the mapping of the flow's import; the composition root hands over the real one. */
export interface MappingDesk {
  /** Columns nobody has decided about. */
  undecided(scope: TenantScope, importId: ImportId): Promise<number>;
  /** Saves decisions as the actor's own, all or none; throws 422 for a column or field that does not exist. */
  decide(scope: TenantScope, importId: ImportId, decisions: ResumeMappings): Promise<void>;
  /** Suggests undecided columns again; decided ones are not touched. */
  regenerate(scope: TenantScope, importId: ImportId): Promise<NonNullable<ResumeAnswer['regenerated']>>;
}

export interface ResumeDeps extends FlowServiceDeps {
  readonly mappings: MappingDesk;
  /** Applies every certain cure before anything is decided. */
  readonly heal: HealFlow;
}
