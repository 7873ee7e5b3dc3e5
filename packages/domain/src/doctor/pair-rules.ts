import { isIncomplete, type MasterStatus, masterStatuses, masterStatusOf } from '../flow/flow-status.ts';
import type { DoctorFinding } from './finding.ts';
import type { FlowEvidence } from './flow-evidence.ts';
import { finding, type FlowFrame } from './flow-frame.ts';
import type { LinkVerdict } from './link-rule.ts';

type Pair = Required<{ [Key in 'master' | 'child']: NonNullable<FlowEvidence[Key]> }>;

/** D01 and D02 of the master: its words and numbers are functions of the child. */
export function judgeMaster({ master, child, journal }: FlowEvidence, frame: FlowFrame): DoctorFinding[] {
  if (master === undefined || child === undefined) return [];
  const { status } = frame;
  const due = status && masterStatusOf({ status, started: child.started, deleted: child.deleted });
  return [
    ...judgeMasterStatus(master.status, due),
    ...judgeVersions({ master, child }, journal.at(-1)?.seq),
    ...judgeCompletion(master, due),
  ];
}

const fromChild = { cure: 'The master is worked out from the child.' };

function judgeMasterStatus(word: string, due: MasterStatus | undefined): DoctorFinding[] {
  if (!masterStatuses.some((status) => status === word)) {
    return [finding('D02', `The master says "${word}", which is no status.`, fromChild)];
  }
  if (due === undefined || due === word) return [];
  return [finding('D01', `The master says ${word}, its flow makes it ${due}.`, fromChild)];
}

function judgeVersions({ master, child }: Pair, last: number | undefined): DoctorFinding[] {
  if (master.version === child.version && (last === undefined || last === child.version)) return [];
  const detail = `The versions are ${master.version} and ${child.version}, the journal ends with ${last ?? 'nothing'}.`;
  return [finding('D01', detail, { cure: 'Both versions are taken from the journal.' })];
}

function judgeCompletion(master: Pair['master'], due: MasterStatus | undefined): DoctorFinding[] {
  if (due === undefined || due === 'deleted' || master.hasCompletedAt === (due === 'completed')) return [];
  return [finding('D01', `The time of completion does not fit a flow that is ${due}.`, fromChild)];
}

/** D18 without a doubt: there is no journal, so nothing contradicts the state, and it is begun. */
export function judgeJournal({ journal, child }: FlowEvidence, { epoch }: FlowFrame): DoctorFinding[] {
  if (journal.length > 0) return [];
  const cure = 'The journal begins with the creation of the flow, written from its records.';
  const found = [finding('D18', 'The flow has no journal.', { cure })];
  if (child === undefined || child.epoch === epoch) return found;
  const detail = `The flow says epoch ${child.epoch}, its newest run belongs to epoch ${epoch}.`;
  return [...found, finding('D09', detail, { cure: 'The epoch is taken from the runs.' })];
}

/** D02 and D03 of the child: words outside the vocabulary. */
export function judgeWords({ child }: FlowEvidence, { status, phase }: FlowFrame): DoctorFinding[] {
  if (child === undefined) return [];
  const found: DoctorFinding[] = [];
  if (status === undefined) {
    const detail = `The flow says "${child.status}", which is no status.`;
    found.push(finding('D02', detail, { cure: 'The status is worked out from the evidence.' }));
  }
  if (phase !== child.phase) {
    const detail = `The phase is stored as "${child.phase}".`;
    const cure =
      phase === undefined ? 'The phase is worked out from the evidence.' : `It is called ${phase}.`;
    found.push(finding('D03', detail, { cure }));
  }
  return found;
}

/** D04 and D05: one record of the pair is missing. */
export function judgePair(
  { master, child, ownerKnown, journal }: FlowEvidence,
  link: LinkVerdict,
): DoctorFinding[] {
  if (master === undefined) {
    const cure = 'The master is built again from the flow and its import.';
    const detail = 'The flow has no master record.';
    return [finding('D05', detail, { cure, certain: ownerKnown })];
  }
  if (child !== undefined) return [];
  // A deleted flow is never brought back to life.
  const wasDeleted = master.status === 'deleted' || journal.at(-1)?.type === 'deleted';
  const certain = link.owned !== undefined && !wasDeleted;
  const cure = 'The flow is built again from its import, its journal and what its phases left behind.';
  return [finding('D04', 'The master record has no flow.', { cure, certain })];
}

/** D17: the slot holds one unfinished flow; which of them is a person's choice. */
export function judgeSlot(
  { slotRivals, child }: FlowEvidence,
  frame: FlowFrame,
  losesSlot: boolean,
): DoctorFinding[] {
  const unfinished = frame.status === undefined || isIncomplete(frame.status);
  if (slotRivals.length === 0 || !unfinished || child?.deleted === true) return [];
  const detail = `Another unfinished flow holds the same slot: ${slotRivals.join(', ')}.`;
  const cure = 'A person chooses the flow that goes on; the others are cancelled.';
  return [finding('D17', detail, { cure, certain: losesSlot })];
}

/** D19: a row changed before it was created. */
export function judgeStamps({ master, child }: FlowEvidence): DoctorFinding[] {
  if (master?.stampsInOrder !== false && child?.stampsInOrder !== false) return [];
  const cure = 'Both times are taken from the journal.';
  return [finding('D19', 'The flow was changed before it was created.', { cure })];
}
