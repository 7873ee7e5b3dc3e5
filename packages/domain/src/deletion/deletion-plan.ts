/** Exact numbers of what a deletion removes, and what it puts back. */
export interface DeletionCounts {
  readonly rawRecords: number;
  readonly fieldMappings: number;
  readonly qualityIssues: number;
  readonly rowResults: number;
  readonly assets: number;
  readonly assetValuesRolledBack: number;
  readonly dependencies: number;
  /** Canonical applications. */
  readonly applications: number;
  readonly insights: number;
  readonly files: number;
  readonly fileBytes: number;
}

export const noCounts: DeletionCounts = {
  rawRecords: 0,
  fieldMappings: 0,
  qualityIssues: 0,
  rowResults: 0,
  assets: 0,
  assetValuesRolledBack: 0,
  dependencies: 0,
  applications: 0,
  insights: 0,
  files: 0,
  fileBytes: 0,
};

/** What stays although the flow it came with goes. */
export interface KeptCounts {
  readonly assetsShared: number;
  readonly learnedMappings: number;
  readonly auditEntries: number;
}

/** What deleting a flow would do, as it is now. */
export interface DeletionPlan {
  readonly counts: DeletionCounts;
  readonly kept: KeptCounts;
  /** True while the flow runs or is damaged: deleting it then must be said to be meant. */
  readonly requiresForce: boolean;
  /** True when its stored records do not fit together. */
  readonly damaged: boolean;
  /** True while another flow of the engagement is being removed, which may move counts between the two. */
  readonly othersInProgress: boolean;
}

/** Records a deletion removes: everything but bytes and values that go back. */
export function totalRecords(counts: DeletionCounts): number {
  const { rawRecords, fieldMappings, qualityIssues, rowResults, assets, dependencies } = counts;
  const { applications, insights, files } = counts;
  const derived = assets + dependencies + applications + insights;
  return rawRecords + fieldMappings + qualityIssues + rowResults + derived + files;
}

const kinds = [
  'rawRecords',
  'fieldMappings',
  'qualityIssues',
  'rowResults',
  'assets',
  'assetValuesRolledBack',
  'dependencies',
  'applications',
  'insights',
  'files',
  'fileBytes',
] as const satisfies readonly (keyof DeletionCounts)[];

/** Adds counts of the same kinds; a kind left out counts nothing. */
export function addCounts(left: DeletionCounts, right: Partial<DeletionCounts>): DeletionCounts {
  const sum: { -readonly [Kind in keyof DeletionCounts]: number } = { ...left };
  for (const kind of kinds) sum[kind] += right[kind] ?? 0;
  return sum;
}

/** The text two plans share exactly when they would do the same. Looking at a plan is audited and does not change it. */
export function planText(flowId: string, { counts, kept, requiresForce }: DeletionPlan): string {
  const { assetsShared, learnedMappings } = kept;
  return JSON.stringify([flowId, addCounts(noCounts, counts), assetsShared, learnedMappings, requiresForce]);
}

/** Sentences about what cannot be undone. */
export function deletionWarnings(plan: DeletionPlan): string[] {
  const { counts, kept, requiresForce, damaged, othersInProgress } = plan;
  const { assets, assetValuesRolledBack, files } = counts;
  return [
    ...(damaged
      ? [
          'The stored records of this flow do not fit together. What they show to be its own is removed; an import it does not name stays.',
        ]
      : []),
    ...(requiresForce && !damaged ? ['The flow is running; deleting it stops the work at once.'] : []),
    ...(assets > 0 ? [`${count(assets, 'asset leaves', 'assets leave')} the inventory.`] : []),
    ...(assetValuesRolledBack > 0
      ? [
          `${count(assetValuesRolledBack, 'value', 'values')} on ${count(kept.assetsShared, 'other asset', 'other assets')} go back to what other sources say.`,
        ]
      : []),
    ...(files > 0 ? ['The uploaded file is removed and cannot be recovered from here.'] : []),
    ...(othersInProgress
      ? ['Another flow of this engagement is being removed; what both share is counted for one of them.']
      : []),
  ];
}

/** Sentences about what to think of first. */
export function deletionRecommendations({ counts, kept, requiresForce, damaged }: DeletionPlan): string[] {
  return [
    ...(damaged ? ['Resume the flow first: what is certain is repaired, and it may go on.'] : []),
    ...(requiresForce && !damaged ? ['Pause the flow first, if you only want it to stop.'] : []),
    ...(counts.assets > 0 ? ['Export the inventory first, if you may need these assets again.'] : []),
    ...(kept.learnedMappings > 0
      ? [
          `${count(kept.learnedMappings, 'learned mapping stays', 'learned mappings stay')} and will help the next import; forget them under learned mappings.`,
        ]
      : []),
  ];
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
}
