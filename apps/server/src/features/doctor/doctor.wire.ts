import type {
  DoctorConfirmation,
  DoctorFindingOnWire,
  DoctorReport,
  HealBody,
} from '@landfall/contract/doctor';
import { findingTitles } from '@landfall/domain/doctor/finding';
import { asId } from '@landfall/domain/shared/ids';
import { isoTime } from '../../platform/wire.ts';
import type { DoctorVerdict } from './doctor.service.ts';
import type { FlowChoice, NotedFinding } from './examine-tenant.ts';

const mostFindings = 1000;

/** The report as the API answers it; what a person has to decide comes first. */
export function reportOnWire(verdict: DoctorVerdict): DoctorReport {
  const { mode, startedAt, finishedAt, engagements, flows, constraints } = verdict;
  const noted = verdict.noted.toSorted((a, b) => urgency[a.outcome] - urgency[b.outcome]);
  return {
    mode,
    started_at: isoTime(startedAt),
    finished_at: isoTime(finishedAt),
    engagements,
    flows: { ...flows, consistent: flows.examined - flawedFlows(verdict.noted) },
    findings: noted.slice(0, mostFindings).map(findingOnWire),
    findings_total: noted.length,
    constraints: { checked: constraints.checked, broken: [...constraints.broken] },
  };
}

const urgency: Readonly<Record<NotedFinding['outcome'], number>> = {
  refused: 0,
  found: 1,
  healed: 2,
  reported: 3,
};

function flawedFlows(noted: readonly NotedFinding[]): number {
  const flawed = noted.filter(({ flowId, outcome }) => flowId !== null && outcome !== 'reported');
  return new Set(flawed.map(({ flowId }) => flowId)).size;
}

function findingOnWire({
  clientAccountId,
  engagementId,
  flowId,
  finding,
  outcome,
}: NotedFinding): DoctorFindingOnWire {
  const { code, detail, cure, certain, candidates } = finding;
  return {
    code,
    title: findingTitles[code],
    client_account_id: clientAccountId,
    engagement_id: engagementId,
    flow_id: flowId,
    detail,
    cure,
    certain,
    outcome,
    candidates: candidates.map(({ importId, name, createdAt, rows }) => ({
      data_import_id: importId,
      import_name: name,
      created_at: createdAt,
      rows,
    })),
  };
}

/** What a person confirmed, by flow. */
export function choicesOf({ confirm }: Pick<HealBody, 'confirm'>): ReadonlyMap<string, FlowChoice> {
  return new Map(Object.entries(confirm).map(([flowId, confirmed]) => [flowId, choiceOf(confirmed)]));
}

function choiceOf(confirmed: DoctorConfirmation): FlowChoice {
  if (confirmed.code === 'D06') return { confirmedImportId: asId(confirmed.data_import_id) };
  return { chosen: [confirmed.code] };
}
