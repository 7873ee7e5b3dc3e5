import type { ChildStatus } from '../flow/flow-status.ts';
import type { PhaseName } from '../flow/flow-type.ts';
import type { GateKind } from '../flow/gate-kind.ts';
import type { DoctorFinding, FindingCode } from './finding.ts';
import type { FlowFrame } from './flow-frame.ts';
import type { GateEvidence, RunEvidence } from './flow-evidence.ts';

/** Why a flow has failed, as stored. */
export interface StoredFailure {
  readonly code: string;
  readonly detail: string;
  readonly retryable: boolean;
}

/** The rows that carry a flow's standing, and what is to become of each. */
export interface StandingPlan {
  readonly status: ChildStatus;
  readonly phase: PhaseName;
  readonly epoch: number;
  readonly failure: StoredFailure | undefined;
  readonly keptGate: GateEvidence | undefined;
  readonly closedGates: readonly GateEvidence[];
  readonly openedGate: GateKind | undefined;
  readonly keptRun: RunEvidence | undefined;
  readonly fencedRuns: readonly RunEvidence[];
  readonly supersededPhases: readonly PhaseName[];
  readonly queuedRun:
    | {
        readonly attempt: number;
        readonly afterGate: GateKind | undefined;
        readonly continues: string | undefined;
      }
    | undefined;
  /** Finished phases without the row that says so, each with the attempt to write it as. */
  readonly finished: readonly { readonly phase: PhaseName; readonly attempt: number }[];
  /** Attempt of the run to write that waits at the gate; `undefined` when it is there. */
  readonly waitingAttempt: number | undefined;
}

/** Everything certain that has to be done to one flow, in one transaction. */
export interface HealPlan {
  readonly codes: readonly FindingCode[];
  readonly frame: FlowFrame;
  /** Record to build anew from the other one. */
  readonly build: 'master' | 'child' | undefined;
  /** Import the flow is to be linked with; `undefined` when the link is as it must be, or stays in doubt. */
  readonly linkTo: string | undefined;
  /** The flow has no journal: it is begun with its creation. */
  readonly beginsJournal: boolean;
  readonly rebuildsJournal: boolean;
  readonly standing: StandingPlan;
}

/** What is wrong with a flow, and what can be done about it without asking anybody. */
export interface Diagnosis {
  readonly findings: readonly DoctorFinding[];
  /** `undefined` when nothing is to be cured, or nothing may be touched until a person has decided. */
  readonly plan: HealPlan | undefined;
}

/** What a person has decided beforehand. */
export interface Choices {
  readonly confirmedImportId?: string | undefined;
  readonly chosen: readonly FindingCode[];
  /** Another flow of the slot was chosen to keep it, so this one ends. */
  readonly losesSlot: boolean;
  /** Whether a run without a worker or a job is a finding; a resume has answers of its own for it. */
  readonly judgesLiveness: boolean;
}
