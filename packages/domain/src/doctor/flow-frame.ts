import { type ImportCategory, importCategories } from '../catalog/import-category.ts';
import { foldJournal, type FoldedFlow } from '../flow/fold-journal.ts';
import { type ChildStatus, parseChildStatus } from '../flow/flow-status.ts';
import {
  findFlowType,
  type FlowTypeDefinition,
  flowTypeForCategory,
  parsePhaseName,
  type PhaseName,
} from '../flow/flow-type.ts';
import type { DoctorFinding, FindingCode } from './finding.ts';
import type { FlowEvidence, ImportEvidence } from './flow-evidence.ts';

/** The stored words of a flow as far as they mean something, and what its journal says. */
export interface FlowFrame {
  readonly definition: FlowTypeDefinition;
  readonly category: ImportCategory;
  readonly status: ChildStatus | undefined;
  readonly phase: PhaseName | undefined;
  readonly epoch: number;
  /** `undefined` without a journal, or with one that contradicts itself. */
  readonly folded: FoldedFlow | undefined;
  readonly contradiction: string | undefined;
}

/** A finding with the defaults most of them have. */
export function finding(
  code: FindingCode,
  detail: string,
  rest: Partial<DoctorFinding> & Pick<DoctorFinding, 'cure'>,
): DoctorFinding {
  const certain = rest.certain ?? true;
  return { code, detail, certain, blocks: !certain, candidates: [], ...rest };
}

/** Reads the words of a flow; `undefined` when its type and category are none the product has. */
export function readFrame(evidence: FlowEvidence, owned: ImportEvidence | undefined): FlowFrame | undefined {
  const type = readType(evidence, owned);
  if (type === undefined) return undefined;
  const { child, journal } = evidence;
  const told = readJournal(journal);
  const { status, phase } = child ?? told.folded ?? { status: '', phase: '' };
  return {
    ...type,
    ...told,
    status: parseChildStatus(status),
    phase: parsePhaseName(type.definition, phase),
    epoch: told.folded?.epoch ?? highestEpoch(evidence),
  };
}

function readJournal(journal: FlowEvidence['journal']): Pick<FlowFrame, 'folded' | 'contradiction'> {
  if (journal.length === 0) return { folded: undefined, contradiction: undefined };
  const folded = foldJournal(journal);
  return 'contradiction' in folded ? { folded: undefined, ...folded } : { folded, contradiction: undefined };
}

/** Without a journal to trust, the highest epoch that ever ran is the flow's. */
function highestEpoch({ child, runs }: FlowEvidence): number {
  return Math.max(1, child?.epoch ?? 1, ...runs.map(({ epoch }) => epoch));
}

function readType({ master, child }: FlowEvidence, owned: ImportEvidence | undefined) {
  const category = importCategories.find((word) => word === (child ?? master ?? owned)?.category);
  if (category === undefined) return undefined;
  const newest = flowTypeForCategory(category);
  const name = (child ?? master)?.flowType ?? newest.name;
  const definition = findFlowType(name, master?.flowTypeVersion ?? newest.version);
  return definition?.categories.includes(category) === true ? { definition, category } : undefined;
}

/** D16: rows that belong together but not to the same tenant pair, type or category. */
export function misplacement({ master, child, isElsewhere }: FlowEvidence): DoctorFinding[] {
  const found: DoctorFinding[] = [];
  const cure = 'Nothing is changed; the rows have to be brought together by hand.';
  if (isElsewhere) {
    const detail = 'Rows with the id of this flow are stored under another engagement.';
    found.push(finding('D16', detail, { cure, certain: false }));
  }
  if (master && child && (master.flowType !== child.flowType || master.category !== child.category)) {
    const detail = `The master is ${master.flowType}/${master.category}, the flow ${child.flowType}/${child.category}.`;
    found.push(finding('D16', detail, { cure, certain: false }));
  }
  return found;
}

/** D18: the journal contradicts itself, or leads to another state than the stored one. */
export function journalDoubt({ child }: FlowEvidence, frame: FlowFrame): DoctorFinding[] {
  const { contradiction, folded, status, phase, definition } = frame;
  const cure = 'The state is worked out from the evidence and the journal begins anew from there.';
  if (contradiction !== undefined) {
    return [finding('D18', `The journal contradicts itself: ${contradiction}.`, { cure, certain: false })];
  }
  if (folded === undefined || child === undefined) return [];
  // Words outside the vocabulary are D02 and D03; there the journal is the cure, not the doubt.
  const statusDiffers = status !== undefined && status !== folded.status;
  const phaseDiffers = phase !== undefined && phase !== parsePhaseName(definition, folded.phase);
  if (!statusDiffers && !phaseDiffers && child.epoch === folded.epoch) return [];
  const led = `${folded.status}/${folded.phase}/epoch ${folded.epoch}`;
  const detail = `The journal leads to ${led}, stored is ${child.status}/${child.phase}/epoch ${child.epoch}.`;
  return [finding('D18', detail, { cure, certain: false })];
}
