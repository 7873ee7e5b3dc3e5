import { diagnoseFlow } from '@landfall/domain/doctor/diagnose-flow';
import type { DoctorFinding, FindingCode } from '@landfall/domain/doctor/finding';
import { finding } from '@landfall/domain/doctor/flow-frame';
import { asId, type TenantPair } from '@landfall/domain/shared/ids';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import type { HealRequest } from '../../platform/flow-port.ts';
import type { Log } from '../../platform/log.ts';
import { type Actor, inTenantScope, type ScopeOptions } from '../../platform/tenant-scope.ts';
import { listFlowIds } from './evidence-rows.repository.ts';
import { listRefusedFlows } from './findings.repository.ts';
import { type HealDeps, healFlow } from './heal-flow.service.ts';
import { hasFile, readEvidence } from './read-evidence.ts';
import { countUnprovenAssets, listStoredImports, markUnprovenAssets } from './tenant-findings.repository.ts';

/** What became of a finding. */
export type FindingOutcome = 'found' | 'healed' | 'refused' | 'reported';

/** A finding with the place it was found in. */
export interface NotedFinding {
  readonly clientAccountId: string | null;
  readonly engagementId: string | null;
  readonly flowId: string | null;
  readonly finding: DoctorFinding;
  readonly outcome: FindingOutcome;
}

/** What a person has decided about one flow beforehand. */
export type FlowChoice = Pick<HealRequest, 'confirmedImportId' | 'chosen'>;

export interface DoctorVisit {
  readonly mode: 'report' | 'heal';
  /** Only this flow, where one is named. */
  readonly flowId: string | undefined;
  /** Cures only flows that have one of these findings; all when left out. */
  readonly codes: readonly FindingCode[] | undefined;
  readonly choices: ReadonlyMap<string, FlowChoice>;
  readonly actor: Actor;
  readonly requestId: string | undefined;
}

export interface VisitDeps extends HealDeps {
  readonly db: Db;
  readonly log: Log;
}

/** Flows looked at, and everything found in one engagement. */
export interface TenantVerdict {
  readonly flows: { readonly examined: number; readonly curable: number; readonly refused: number };
  readonly noted: readonly NotedFinding[];
}

const flowsPerPage = 100;

/** Visits one engagement in scopes of its own: its flows page by page, then its assets and files. */
export async function examineTenant(
  deps: VisitDeps,
  tenant: TenantPair,
  visit: DoctorVisit,
): Promise<TenantVerdict> {
  const flows = { examined: 0, curable: 0, refused: 0 };
  const noted: NotedFinding[] = [];
  for await (const page of pagesOf(deps, tenant, visit)) {
    for (const { flowId, findings, wasRefused } of page) {
      const outcomes = await settleFlow(deps, tenant, { visit, flowId, findings, wasRefused });
      flows.examined += 1;
      flows.curable += Number(outcomes.some(({ outcome }) => outcome === 'healed' || outcome === 'found'));
      flows.refused += Number(outcomes.some(({ outcome }) => outcome === 'refused'));
      noted.push(...outcomes.map((each) => ({ ...each, ...placeOf(tenant), flowId })));
    }
  }
  if (visit.flowId === undefined) noted.push(...(await examineContent(deps, tenant, visit)));
  return { flows, noted };
}

const placeOf = ({ clientAccountId, engagementId }: TenantPair) => ({ clientAccountId, engagementId });

interface ExaminedFlow {
  readonly flowId: string;
  readonly findings: readonly DoctorFinding[];
  readonly wasRefused: boolean;
}

/** Flows with their findings, by evidence read in read-only transactions of one page each. */
async function* pagesOf(
  deps: VisitDeps,
  tenant: TenantPair,
  visit: DoctorVisit,
): AsyncGenerator<ExaminedFlow[]> {
  for (let after: string | undefined; ; ) {
    const page = await inTenantScope(deps.db, { ...tenant, readOnly: true }, async (scope) => {
      const ids = await listFlowIds(scope, { after, limit: flowsPerPage });
      const wanted = visit.flowId === undefined ? ids : ids.filter((id) => id === visit.flowId);
      const refused = await listRefusedFlows(scope);
      const evidence = wanted.length === 0 ? [] : await readEvidence(scope, deps, wanted);
      const examined = evidence.map((each) => ({
        flowId: each.flowId,
        findings: diagnoseFlow(each).findings,
        wasRefused: refused.has(each.flowId),
      }));
      return { examined, ids };
    });
    yield page.examined;
    after = page.ids.at(-1);
    if (page.ids.length < flowsPerPage) return;
  }
}

interface Settled {
  readonly finding: DoctorFinding;
  readonly outcome: FindingOutcome;
}

async function settleFlow(
  deps: VisitDeps,
  tenant: TenantPair,
  { visit, flowId, findings, wasRefused }: ExaminedFlow & { visit: DoctorVisit },
): Promise<Settled[]> {
  const chosen = visit.choices.get(flowId);
  const named = visit.codes === undefined || findings.some(({ code }) => visit.codes?.includes(code));
  const isTouched =
    visit.mode === 'heal' && named && (findings.length > 0 || wasRefused || chosen !== undefined);
  if (!isTouched) return findings.map((each) => ({ finding: each, outcome: untouched(each) }));
  try {
    const outcome = await inTenantScope(deps.db, { ...tenant, ...actingAs(visit) }, (scope) =>
      healFlow(deps, scope, { ...chosen, flowId: asId(flowId), judgesLiveness: true }),
    );
    return findings.map((each) => ({
      finding: each,
      outcome: outcome.healed.includes(each.code) ? 'healed' : untouched(each),
    }));
  } catch (error) {
    deps.log.error({ flow: flowId, err: error }, 'a cure could not be applied');
    const cure = 'The cure could not be applied, and nothing was changed; the log tells why.';
    return findings.map((each) => ({ finding: { ...each, cure }, outcome: untouched(each) }));
  }
}

function untouched({ certain, blocks }: DoctorFinding): FindingOutcome {
  if (blocks) return 'refused';
  return certain ? 'found' : 'reported';
}

function actingAs({ actor, requestId }: DoctorVisit): ScopeOptions {
  return { actor, requestId };
}

/** What is wrong with assets and files of the engagement. */
async function examineContent(
  deps: VisitDeps,
  tenant: TenantPair,
  visit: DoctorVisit,
): Promise<NotedFinding[]> {
  const assets = await examineAssets(deps, tenant, visit);
  const imports = await inTenantScope(deps.db, { ...tenant, readOnly: true }, listStoredImports);
  const files: NotedFinding[] = [];
  for (const { importId, name, storageKey, flowId } of imports) {
    const cure = 'Nothing is changed; delete the flow, or put the file back.';
    const rest = { cure, certain: false, blocks: false };
    if (flowId === null) {
      const lost = finding('D06', `Import "${name}" (${importId}) belongs to no flow.`, rest);
      files.push({ ...placeOf(tenant), flowId, finding: lost, outcome: 'reported' });
    }
    if (storageKey !== null && (await hasFile(deps.files, storageKey))) continue;
    const gone = finding('D20', `The file of import "${name}" (${importId}) is not there.`, rest);
    files.push({ ...placeOf(tenant), flowId, finding: gone, outcome: 'reported' });
  }
  return [...assets, ...files];
}

async function examineAssets(
  deps: VisitDeps,
  tenant: TenantPair,
  visit: DoctorVisit,
): Promise<NotedFinding[]> {
  const heals = visit.mode === 'heal' && (visit.codes?.includes('D14') ?? true);
  const count = await inTenantScope(
    deps.db,
    { ...tenant, ...actingAs(visit), readOnly: !heals },
    async (scope) => {
      const found = await countUnprovenAssets(scope);
      if (found === 0 || !heals) return found;
      const marked = await markUnprovenAssets(scope);
      await appendAudit(scope, {
        action: 'asset.origin_unknown',
        resourceType: 'asset',
        details: { marked },
      });
      return marked;
    },
  );
  if (count === 0) return [];
  const detail = `${count} imported ${count === 1 ? 'asset does' : 'assets do'} not say which row it came from.`;
  const unproven = finding('D14', detail, { cure: 'The asset says that its origin is unknown.' });
  return [{ ...placeOf(tenant), flowId: null, finding: unproven, outcome: heals ? 'healed' : 'found' }];
}
