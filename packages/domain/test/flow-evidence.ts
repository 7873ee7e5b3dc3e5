import type { FindingCode } from '../src/doctor/finding.ts';
import type {
  ChildEvidence,
  FlowEvidence,
  GateEvidence,
  ImportEvidence,
  JournalEvidence,
  RunEvidence,
  WorkEvidence,
} from '../src/doctor/flow-evidence.ts';
import type { Choices } from '../src/doctor/heal-plan.ts';

const at = '2026-01-02T03:04:05.000000Z';

const work: WorkEvidence = {
  filePresent: true,
  fileRows: 13,
  storedRows: 13,
  columns: 13,
  mappings: 13,
  humanDecisions: 0,
  qualityChecked: true,
  undecidedCritical: 0,
  cleansedRows: [],
  previewedRows: [],
  settledRows: [],
  pendingConflicts: 0,
  outcomesReconcile: true,
};

export const child: ChildEvidence = {
  status: 'waiting_for_approval',
  phase: 'field_mapping',
  epoch: 1,
  started: true,
  deleted: false,
  importId: 'import',
  flowType: 'discovery',
  category: 'cmdb_export',
  version: 3,
  waitingReason: 'mapping_approval',
  failureCode: null,
  failureDetail: null,
  failureRetryable: null,
  stampsInOrder: true,
};

export const master = {
  status: 'waiting_for_approval',
  flowType: 'discovery',
  flowTypeVersion: 1,
  category: 'cmdb_export',
  version: 3,
  hasCompletedAt: false,
  stampsInOrder: true,
};

const event = (
  seq: number,
  [fromStatus, toStatus]: [string | null, string],
  phase: string,
): JournalEvidence => ({
  seq,
  type: seq === 1 ? 'flow_created' : 'phase_started',
  phase,
  epoch: 1,
  fromStatus,
  toStatus,
  at,
});

export const journalTo = (status: string, phase: string): JournalEvidence[] => [
  event(1, [null, 'running'], 'data_import'),
  event(2, ['running', 'running'], phase),
  event(3, ['running', status], phase),
];

export const run = (phase: string, status: string, rest: Partial<RunEvidence> = {}): RunEvidence => ({
  id: `run of ${phase}`,
  phase,
  epoch: 1,
  attempt: 1,
  status,
  afterGate: null,
  leaseHolds: false,
  hasJob: false,
  ...rest,
});

export const gate = (kind: string, phase: string, status = 'open'): GateEvidence => ({
  id: `${kind} ${status}`,
  kind,
  phase,
  status,
  revision: 1,
  subjectHash: 'h',
  openedAt: at,
});

export const itsImport: ImportEvidence = {
  id: 'import',
  name: 'servers',
  createdAt: at,
  fits: false,
  flowId: 'flow',
  isTakenByOther: false,
  category: 'cmdb_export',
  proofs: ['import_names_flow', 'child_names_import'],
  work,
};

/** A flow that waits for its mapping and has nothing wrong with it. */
export const sound: FlowEvidence = {
  flowId: 'flow',
  master,
  child,
  gates: [gate('mapping_approval', 'field_mapping')],
  runs: [
    run('data_import', 'succeeded'),
    run('data_validation', 'succeeded'),
    run('field_mapping', 'needs_decision'),
  ],
  journal: journalTo('waiting_for_approval', 'field_mapping'),
  imports: [itsImport],
  ownMappings: { rows: 13, humanDecisions: 0 },
  isElsewhere: false,
  slotRivals: [],
  ownerKnown: true,
};

/** The same flow in another status and phase, its records and journal agreeing. */
export function standing(status: string, phase: string, rest: Partial<FlowEvidence> = {}): FlowEvidence {
  const waits = status === 'waiting_for_approval';
  return {
    ...sound,
    master: { ...master, status, hasCompletedAt: status === 'completed' },
    child: { ...child, status, phase, waitingReason: waits ? 'mapping_approval' : null },
    gates: [],
    journal: journalTo(status, phase),
    ...rest,
  };
}

export const withWork = (rest: Partial<WorkEvidence>): ImportEvidence[] => [
  { ...itsImport, work: { ...work, ...rest } },
];
export const chose = (...chosen: FindingCode[]): Choices => ({
  chosen,
  losesSlot: false,
  judgesLiveness: true,
});

export const everySucceeded = [
  'data_import',
  'data_validation',
  'field_mapping',
  'data_cleansing',
  'asset_inventory',
].map((phase) => run(phase, 'succeeded'));
export const whole = [{ epoch: 1, rows: 13 }];
export const everythingThere = withWork({ cleansedRows: whole, previewedRows: whole, settledRows: whole });
export const approvedGates = [
  gate('mapping_approval', 'field_mapping', 'approved'),
  gate('asset_preview', 'asset_inventory', 'approved'),
];
