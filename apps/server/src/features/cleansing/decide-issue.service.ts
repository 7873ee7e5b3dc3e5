import { createHash } from 'node:crypto';
import { findTargetField } from '@landfall/domain/catalog/target-fields';
import { readConstant } from '@landfall/domain/cleansing/constant-value';
import { asId } from '@landfall/domain/shared/ids';
import {
  type AllowedDecision,
  allowedDecisions,
  type IssueRule,
  issueRules,
} from '@landfall/domain/quality/issue-rules';
import type { FlowPort } from '../../platform/flow-port.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  constantInvalid,
  decisionNotAllowed,
  issueNotFound,
  phasePassed,
  valueTableInvalid,
} from './cleansing.errors.ts';
import { findFlowPhase, type FlowPhase } from './flow-phase.repository.ts';
import { findIssues, findUndecidedCritical, insertDecision, type StoredIssue } from './quality.repository.ts';

/** What a person decides about an issue. */
export interface IssueDecision {
  /** Left out: the issue may be of any import of the engagement. */
  readonly importId?: string;
  readonly issueId: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly note: string | null;
}

/** Phases in which a decision still reaches the rows. */
const openPhases = new Set(['data_import', 'upload', 'data_validation', 'validation', 'field_mapping']);

/** True while a decision about an issue still reaches the rows. */
export function takesDecisions(flow: FlowPhase | undefined): flow is FlowPhase {
  return flow !== undefined && (flow.asksAboutIssues || openPhases.has(flow.phase));
}

/** Phases whose gate is about the issues. */
const validationPhases = new Set(['data_validation', 'validation']);

/**
 * Records a decision about an issue and journals it with the flow. Answers the issue as it now is and how many
 * critical issues of the import are undecided.
 */
export async function decideIssue(
  scope: TenantScope,
  flows: Pick<FlowPort, 'noteDecision'>,
  decision: IssueDecision,
): Promise<{ issue: StoredIssue; undecided: number }> {
  const issue = await requireIssue(scope, decision.issueId);
  if (decision.importId !== undefined && decision.importId !== issue.importId) throw issueNotFound();
  const flow = await findFlowPhase(scope, issue.importId);
  if (!takesDecisions(flow)) throw phasePassed();
  requireAllowed(issue, decision);
  await flows.noteDecision(scope, {
    flowId: asId(flow.flowId),
    type: 'issue_decided',
    payload: { issue_id: issue.id, rule: issue.ruleCode, action: decision.action },
    ...(flow.asksAboutIssues || validationPhases.has(flow.phase)
      ? { subjectHash: await subjectHashAfter(scope, issue) }
      : {}),
  });
  await insertDecision(scope, { ...decision, decidedBy: scope.actor.userId ?? '' });
  const undecided = await findUndecidedCritical(scope, issue.importId);
  return { issue: await requireIssue(scope, issue.id), undecided: undecided.length };
}

async function requireIssue(scope: TenantScope, issueId: string): Promise<StoredIssue> {
  const [issue] = await findIssues(scope, { issueId });
  if (issue === undefined) throw issueNotFound();
  return issue;
}

function requireAllowed(issue: StoredIssue, { action, parameters }: IssueDecision): void {
  const allowed = decisionsOf(issue);
  const chosen = allowed.filter((decision) => decision.action === action);
  const fits = chosen.some((decision) => hasSameKeys(decision.parameters, parameters));
  if (!fits) throw decisionNotAllowed([...new Set(allowed.map((decision) => decision.action))]);
  if (action === 'set_value' && 'value' in parameters) requireConstant(issue, parameters['value']);
  if (action === 'map_values') requireValueTable(issue, parameters['values']);
}

/** A value table says of at least one word which value of the field it means. */
function requireValueTable({ targetField }: StoredIssue, values: unknown): void {
  const vocabulary = targetField === null ? undefined : findTargetField(targetField)?.vocabulary;
  const meanings = typeof values === 'object' && values !== null ? Object.values(values) : [];
  const isMeant = (meaning: unknown): boolean =>
    typeof meaning === 'string' && (vocabulary === undefined || vocabulary.includes(meaning));
  if (meanings.length === 0 || !meanings.every(isMeant)) throw valueTableInvalid(vocabulary ?? []);
}

/** A value for many cells is one that their field takes. */
function requireConstant({ targetField }: StoredIssue, value: unknown): void {
  const field = targetField === null ? undefined : findTargetField(targetField);
  if (field === undefined || typeof value !== 'string' || readConstant(field, value) === null)
    throw constantInvalid(field);
}

function hasSameKeys(
  wanted: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): boolean {
  return Object.keys(wanted).every((key) => key in given);
}

/** Hash of what stays undecided: the gate's subject after the decision. */
async function subjectHashAfter(scope: TenantScope, decided: StoredIssue): Promise<string> {
  const undecided = await findUndecidedCritical(scope, decided.importId);
  return hashOfIssues(undecided.filter(({ id }) => id !== decided.id));
}

/** Hash over the keys of issues, in the order they are listed. */
export function hashOfIssues(issues: readonly StoredIssue[]): string {
  const keys = issues.map(({ ruleCode, columnId }) => `${columnId ?? 'rows'}:${ruleCode}`);
  return createHash('sha256').update(keys.join('\n')).digest('hex');
}

/** Decisions an issue allows; the first is recommended. */
export function decisionsOf(issue: Pick<StoredIssue, 'ruleCode' | 'detail'>): readonly AllowedDecision[] {
  const rule = ruleOf(issue.ruleCode);
  return rule === undefined ? [] : allowedDecisions(rule, issue.detail);
}

/** The rule of a stored code; `undefined` for one of another version. */
export function ruleOf(code: string): IssueRule | undefined {
  return issueRules.find((rule) => rule === code);
}
