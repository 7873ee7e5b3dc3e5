import { type FlowTypeDefinition, parsePhaseName, phaseIndex, type PhaseName } from '../flow/flow-type.ts';
import type { GateKind } from '../flow/gate-kind.ts';
import type { EpochRows, FlowEvidence, JournalEvidence } from './flow-evidence.ts';

/** When a phase began its present course: what was written before belongs to a course that was given up. */
interface CourseStart {
  readonly epoch: number;
  readonly at: string;
}

const beginning: CourseStart = { epoch: 0, at: '' };
const restarting = new Set(['restarted', 'correction_added', 'gate_rejected', 'healed']);

/** The start of the present course of a phase, from the journal; an absent journal knows of one course only. */
export function courseOf(
  definition: FlowTypeDefinition,
  journal: readonly JournalEvidence[],
  phase: PhaseName,
): CourseStart {
  const reach = phaseIndex(definition, phase);
  let epoch = 1;
  let course = beginning;
  for (const event of journal) {
    const isRestart = restarting.has(event.type) && (event.epoch ?? 0) > epoch;
    epoch = Math.max(epoch, event.epoch ?? 0);
    const target = parsePhaseName(definition, event.phase ?? '');
    if (isRestart && target !== undefined && phaseIndex(definition, target) <= reach) {
      course = { epoch: event.epoch ?? 0, at: event.at };
    }
  }
  return course;
}

/** Rows written in a course. */
export function rowsSince(rows: readonly EpochRows[], { epoch }: CourseStart): number {
  return rows.filter((block) => block.epoch >= epoch).reduce((sum, block) => sum + block.rows, 0);
}

/** Whether a person approved this kind of gate in the present course of its phase. */
export function isApproved(
  { gates, journal }: Pick<FlowEvidence, 'gates' | 'journal'>,
  definition: FlowTypeDefinition,
  { kind, phase }: { readonly kind: GateKind; readonly phase: PhaseName },
): boolean {
  const { at } = courseOf(definition, journal, phase);
  return gates.some((gate) => gate.kind === kind && gate.status === 'approved' && gate.openedAt >= at);
}
