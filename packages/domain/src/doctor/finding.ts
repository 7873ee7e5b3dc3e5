/** Codes of what the doctor can find, in the order they are looked for. */
export const findingCodes = [
  'D01',
  'D02',
  'D03',
  'D04',
  'D05',
  'D06',
  'D07',
  'D08',
  'D09',
  'D10',
  'D11',
  'D12',
  'D13',
  'D14',
  'D15',
  'D16',
  'D17',
  'D18',
  'D19',
  'D20',
  'D21',
  'D22',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** What each code means, as lists show it. */
export const findingTitles: Readonly<Record<FindingCode, string>> = {
  D01: 'Master status differs from the child',
  D02: 'Status outside the vocabulary',
  D03: 'Phase stored under another name',
  D04: 'Master record without its flow',
  D05: 'Flow without its master record',
  D06: 'Flow and import do not name each other',
  D07: 'Waiting without a gate',
  D08: 'Gate open in a status that has none',
  D09: 'Running without a run or a job',
  D10: 'Run left behind by its worker',
  D11: 'Everything done, but not completed',
  D12: 'Completed, but an exit condition fails',
  D13: 'Stored rows differ from the rows of the file',
  D14: 'Asset without provenance',
  D15: 'Accounting does not reconcile',
  D16: 'Related rows belong to different tenants or types',
  D17: 'Two unfinished flows in one slot',
  D18: 'Journal and state disagree',
  D19: 'Changed before it was created',
  D20: 'File without import, or import without file',
  D21: 'Deletion without a job',
  D22: 'Audit chain broken',
};

/** An import that may belong to a flow, for a person to confirm. */
export interface ImportCandidate {
  readonly importId: string;
  readonly name: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly rows: number | null;
}

/** One thing that is not as it must be, with what would put it right. */
export interface DoctorFinding {
  readonly code: FindingCode;
  /** What was found, in one sentence that names the stored words. */
  readonly detail: string;
  /** What the cure does, or what a person has to decide. */
  readonly cure: string;
  /** True when the cure follows from the evidence alone; otherwise nothing is changed until a person confirms it. */
  readonly certain: boolean;
  /** True when the flow takes no command until this is settled. */
  readonly blocks: boolean;
  /** Imports a person may choose from; only with D06. */
  readonly candidates: readonly ImportCandidate[];
}
