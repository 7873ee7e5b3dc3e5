import type { FindingCode } from '@landfall/domain/doctor/finding';
import { finding } from '@landfall/domain/doctor/flow-frame';
import type { ClientAccountId, TenantPair } from '@landfall/domain/shared/ids';
import { appendPlatformAudit, verifyAuditChain } from '../../platform/audit.ts';
import { inClientScope, inPlatformScope, type PersonActor } from '../../platform/tenant-scope.ts';
import { checkConstraints, type ConstraintVerdict } from './check-constraints.ts';
import {
  type DoctorVisit,
  examineTenant,
  type FlowChoice,
  type NotedFinding,
  type TenantVerdict,
  type VisitDeps,
} from './examine-tenant.ts';
import { listEngagements } from './tenant-findings.repository.ts';

export interface DoctorDeps extends VisitDeps {
  /** Deletions nobody will come for; restoring them answers how many. */
  readonly deletions: { stranded(): Promise<number>; restore(): Promise<number> };
  /** Stored files no import has named for a day; removing them answers how many. */
  readonly strayFiles: { count(): Promise<number>; remove(): Promise<number> };
}

/** What the doctor is asked to look at, and whether it may cure. */
export interface DoctorOrder {
  readonly mode: 'report' | 'heal';
  readonly clientAccountId?: string | undefined;
  readonly engagementId?: string | undefined;
  readonly flowId?: string | undefined;
  readonly codes?: readonly FindingCode[] | undefined;
  readonly choices: ReadonlyMap<string, FlowChoice>;
  readonly actor: PersonActor;
  readonly requestId: string | undefined;
}

export interface DoctorVerdict {
  readonly mode: 'report' | 'heal';
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly engagements: number;
  readonly flows: TenantVerdict['flows'];
  readonly noted: readonly NotedFinding[];
  readonly constraints: ConstraintVerdict;
}

/**
 * Examines every flow of every tenant, each tenant in scopes of its own, and in heal mode cures what is certain;
 * ends by holding every constraint against the stored rows. A flow whose cure fails does not stop the others.
 */
export async function runDoctor(deps: DoctorDeps, order: DoctorOrder): Promise<DoctorVerdict> {
  const startedAt = new Date();
  const tenants = await wantedTenants(deps, order);
  if (order.mode === 'heal') await auditRun(deps, order);
  const visit: DoctorVisit = {
    ...order,
    flowId: order.flowId,
    codes: order.codes,
    actor: { userId: order.actor.userId, kind: 'doctor' },
  };
  const flows = { examined: 0, curable: 0, refused: 0 };
  const noted: NotedFinding[] = [];
  for (const tenant of tenants) {
    const verdict = await examineTenant(deps, tenant, visit);
    flows.examined += verdict.flows.examined;
    flows.curable += verdict.flows.curable;
    flows.refused += verdict.flows.refused;
    noted.push(...verdict.noted);
  }
  noted.push(...(await examineAudit(deps, tenants)));
  if (isWhole(order)) noted.push(...(await examinePlatform(deps, order)));
  const constraints = await checkConstraints(deps.db, tenants, order.mode);
  const finishedAt = new Date();
  return { mode: order.mode, startedAt, finishedAt, engagements: tenants.length, flows, noted, constraints };
}

const isWhole = ({ clientAccountId, engagementId, flowId }: DoctorOrder): boolean =>
  clientAccountId === undefined && engagementId === undefined && flowId === undefined;

async function wantedTenants({ db }: DoctorDeps, order: DoctorOrder): Promise<TenantPair[]> {
  const all = await inPlatformScope(db, { readOnly: true }, listEngagements);
  return all.filter(
    ({ clientAccountId, engagementId }) =>
      (order.clientAccountId ?? clientAccountId) === clientAccountId &&
      (order.engagementId ?? engagementId) === engagementId,
  );
}

/** That somebody let the doctor cure, in the platform's own trail; each cure is in the trail of its tenant. */
async function auditRun(
  { db }: DoctorDeps,
  { actor, requestId, codes, choices }: DoctorOrder,
): Promise<void> {
  await inPlatformScope(db, { actor, requestId }, (scope) =>
    appendPlatformAudit(scope, {
      action: 'doctor.heal',
      resourceType: 'platform',
      details: { findings: codes ?? 'all', confirmed: choices.size },
    }),
  );
}

/** D22: every client account's audit chain, walked in its own scope. */
export async function examineAudit(
  { db }: DoctorDeps,
  tenants: readonly TenantPair[],
): Promise<NotedFinding[]> {
  const clients = new Set<ClientAccountId>(tenants.map(({ clientAccountId }) => clientAccountId));
  const noted: NotedFinding[] = [];
  for (const clientAccountId of clients) {
    const { broken } = await inClientScope(db, { clientAccountId, readOnly: true }, verifyAuditChain);
    if (broken === undefined) continue;
    const detail = `The audit chain breaks at entry ${broken.seq}: ${broken.reason.replaceAll('_', ' ')}.`;
    const cure = 'Nothing is changed; compare with the copies kept outside the database.';
    const found = finding('D22', detail, { cure, certain: false, blocks: false });
    noted.push({ clientAccountId, engagementId: null, flowId: null, finding: found, outcome: 'reported' });
  }
  return noted;
}

/** D20 and D21, which belong to no one engagement. */
export async function examinePlatform(
  deps: DoctorDeps,
  { mode, codes }: Pick<DoctorOrder, 'mode' | 'codes'>,
): Promise<NotedFinding[]> {
  const heals = (code: FindingCode) => mode === 'heal' && (codes?.includes(code) ?? true);
  const { deletions, strayFiles } = deps;
  const stranded = heals('D21') ? await deletions.restore() : await deletions.stranded();
  const stray = heals('D20') ? await strayFiles.remove() : await strayFiles.count();
  return [
    ...platformFinding(stranded, 'D21', heals('D21'), {
      detail: `${stranded} unfinished deletions have no job.`,
      cure: 'Each is queued again and goes on at its step.',
    }),
    ...platformFinding(stray, 'D20', heals('D20'), {
      detail: `${stray} stored files have belonged to no import for a day.`,
      cure: 'They are removed.',
    }),
  ];
}

// oxlint-disable-next-line max-params -- a count, what it is about, and what became of it
function platformFinding(
  count: number,
  code: FindingCode,
  healed: boolean,
  { detail, cure }: { readonly detail: string; readonly cure: string },
): NotedFinding[] {
  if (count === 0) return [];
  const outcome = healed ? 'healed' : 'found';
  return [
    {
      clientAccountId: null,
      engagementId: null,
      flowId: null,
      finding: finding(code, detail, { cure }),
      outcome,
    },
  ];
}
