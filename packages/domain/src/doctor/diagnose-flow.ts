import type { ChildStatus } from '../flow/flow-status.ts';
import { isTerminal } from '../flow/flow-status.ts';
import type { PhaseName } from '../flow/flow-type.ts';
import { deriveStanding } from './derive-standing.ts';
import type { DoctorFinding } from './finding.ts';
import type { FlowEvidence, WorkEvidence } from './flow-evidence.ts';
import { finding, type FlowFrame, journalDoubt, misplacement, readFrame } from './flow-frame.ts';
import type { Choices, Diagnosis, HealPlan } from './heal-plan.ts';
import { judgeLink, type LinkVerdict } from './link-rule.ts';
import { judgeJournal, judgeMaster, judgePair, judgeSlot, judgeStamps, judgeWords } from './pair-rules.ts';
import { isOpenRun, settle, type SettledStanding, type StandingContext } from './settle-standing.ts';
import { judgeStanding } from './standing-rules.ts';

const nothingChosen: Choices = { chosen: [], losesSlot: false, judgesLiveness: true };

/**
 * What is wrong with one flow and which rows put it right, from its stored words alone. It guesses nothing: what
 * does not follow from the evidence is found, named and left for a person, and then nothing else of the flow is
 * touched either, except that a doubt about the import does not keep the rest from being cured.
 */
export function diagnoseFlow(evidence: FlowEvidence, choices: Choices = nothingChosen): Diagnosis {
  const link = linkOf(evidence, choices);
  const frame = readFrame(evidence, link.owned);
  if (frame === undefined) return { findings: [unknownType(evidence)], plan: undefined };
  const doubts = journalDoubt(evidence, frame).map((doubt) => choose(doubt, choices));
  const rebuilds = doubts.some(({ certain }) => certain);
  const settled = judge({ evidence, link, frame, choices, rebuilds });
  const findings = [
    ...judgeWords(evidence, frame),
    ...judgeMaster(evidence, frame),
    ...judgePair(evidence, link),
    ...link.findings,
    ...settled.findings,
    ...misplacement(evidence),
    ...judgeSlot(evidence, frame, choices.losesSlot),
    ...doubts,
    ...judgeJournal(evidence, frame),
    ...judgeStamps(evidence),
  ].toSorted((a, b) => (a.code < b.code ? -1 : Number(a.code > b.code)));
  return { findings, plan: planOf({ evidence, link, frame, rebuilds }, findings, settled) };
}

/** Of a tombstone the link decides nothing any more, so that a doubt about it is only told. */
function linkOf(evidence: FlowEvidence, { confirmedImportId }: Choices): LinkVerdict {
  const verdict = judgeLink(evidence, confirmedImportId);
  if (evidence.child?.deleted !== true) return verdict;
  return { ...verdict, findings: verdict.findings.map((each) => ({ ...each, blocks: false })) };
}

/** A finding whose uncertain cure a person has chosen. */
function choose(doubt: DoctorFinding, { chosen }: Choices): DoctorFinding {
  return chosen.includes(doubt.code) ? { ...doubt, certain: true, blocks: false } : doubt;
}

function unknownType({ child, master }: FlowEvidence): DoctorFinding {
  const { flowType, category } = child ?? master ?? { flowType: 'none', category: 'none' };
  const detail = `The product has no flow type ${flowType} for ${category}.`;
  return finding('D16', detail, { cure: 'Nothing is changed.', certain: false });
}

interface Judged {
  readonly evidence: FlowEvidence;
  readonly link: LinkVerdict;
  readonly frame: FlowFrame;
  readonly rebuilds: boolean;
}

function judge({ evidence, link, frame, choices, rebuilds }: Judged & { choices: Choices }): SettledStanding {
  const work = link.owned?.work ?? workBehind(evidence);
  const { status, phase } = standsAt({ evidence, frame, rebuilds }, work);
  const context: StandingContext = { evidence, frame, work, status, phase };
  if (choices.losesSlot) return settle(context, { status: 'cancelled', phase });
  if (evidence.child?.deleted === true) {
    return settle(context, { status: isTerminal(status) ? status : 'cancelled', phase, isTombstone: true });
  }
  return judgeStanding(context, choices);
}

/** Mapping rows are made when every row is stored, so they stand for an import that nobody can name any more. */
function workBehind({ ownMappings }: FlowEvidence): WorkEvidence | undefined {
  if (ownMappings.rows === 0) return undefined;
  return {
    filePresent: false,
    fileRows: null,
    storedRows: 1,
    columns: ownMappings.rows,
    mappings: ownMappings.rows,
    humanDecisions: ownMappings.humanDecisions,
    qualityChecked: true,
    undecidedCritical: 0,
    cleansedRows: [],
    previewedRows: [],
    settledRows: [],
    pendingConflicts: 0,
    outcomesReconcile: true,
  };
}

/** The stored standing where its words mean something, else the journal's, else what the evidence says. */
function standsAt(
  judged: Omit<Judged, 'link'>,
  work: WorkEvidence | undefined,
): { status: ChildStatus; phase: PhaseName } {
  const { frame, rebuilds } = judged;
  const { definition, status, phase, folded } = frame;
  if (rebuilds) return provenStanding(judged, work);
  if (status !== undefined && phase !== undefined) return { status, phase };
  const foldedPhase = definition.phases.find(({ name }) => name === folded?.phase)?.name;
  if (folded !== undefined && foldedPhase !== undefined) {
    return { status: status ?? folded.status, phase: phase ?? foldedPhase };
  }
  const proven = provenStanding(judged, work);
  return status === undefined ? proven : { ...proven, status };
}

/** Where a run lives, or else where the outputs lead. */
function provenStanding(
  { evidence, frame }: Omit<Judged, 'link'>,
  work: WorkEvidence | undefined,
): { status: ChildStatus; phase: PhaseName } {
  const { definition, phase, epoch } = frame;
  const alive = evidence.runs.findLast(
    (run) => isOpenRun(run) && run.epoch === epoch && (run.leaseHolds || run.hasJob),
  );
  const runPhase = definition.phases.find(({ name }) => name === alive?.phase)?.name;
  if (runPhase !== undefined) return { status: 'running', phase: runPhase };
  return deriveStanding({ definition, evidence, work, storedPhase: phase });
}

/** The plan for what is certain; none while something else than the link is in doubt. */
function planOf(
  { evidence, link, frame, rebuilds }: Judged,
  findings: readonly DoctorFinding[],
  { standing }: SettledStanding,
): HealPlan | undefined {
  const certain = findings.filter((each) => each.certain);
  const frozen = findings.some((each) => each.blocks && each.code !== 'D06');
  const linkInDoubt = findings.some((each) => each.blocks && each.code === 'D06');
  if (certain.length === 0 || frozen || (linkInDoubt && standing.queuedRun !== undefined)) return undefined;
  return {
    codes: [...new Set(certain.map(({ code }) => code))],
    frame,
    build: evidence.master === undefined ? 'master' : evidence.child === undefined ? 'child' : undefined,
    linkTo: link.relink ? link.owned?.id : undefined,
    beginsJournal: evidence.journal.length === 0,
    rebuildsJournal: rebuilds,
    standing,
  };
}
