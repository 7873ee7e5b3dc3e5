/** Limits of the checks; settings of an engagement, each with the name it is set by. */
export interface CheckThresholds {
  /** Applications that make an asset a shared service. */
  readonly sharedServiceApplications: number;
  /** Connections from which on an edge is a little surer. */
  readonly manyConnections: number;
  readonly hotPercent: number;
  readonly idleCpuPercent: number;
  readonly idleMemoryPercent: number;
  readonly fullStoragePercent: number;
  readonly endingWithinMonths: number;
  /** Share of filled cells that makes a column a sensitive one. */
  readonly sensitiveShare: number;
  /** Shares of the rows of a column without a value, above which that is told, and is a warning. */
  readonly missingShare: number;
  readonly manyMissingShare: number;
  /** Share of rows with several values from which on they are critical where one is expected. */
  readonly multiValueShare: number;
  readonly leastCores: number;
  readonly mostCores: number;
  readonly leastMemoryGb: number;
  readonly mostMemoryGb: number;
}

export const defaultThresholds: CheckThresholds = {
  sharedServiceApplications: 5,
  manyConnections: 100,
  hotPercent: 85,
  idleCpuPercent: 5,
  idleMemoryPercent: 10,
  fullStoragePercent: 90,
  endingWithinMonths: 12,
  sensitiveShare: 0.05,
  missingShare: 0.05,
  manyMissingShare: 0.25,
  multiValueShare: 0.01,
  leastCores: 1,
  mostCores: 1024,
  leastMemoryGb: 0.1,
  mostMemoryGb: 65_536,
};

/** What a threshold may be, and what it is for. */
export interface ThresholdDefinition {
  readonly name: string;
  readonly of: keyof CheckThresholds;
  readonly check: string;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  readonly unit: 'applications' | 'connections' | 'percent' | 'months' | 'share' | 'cores' | 'GB';
  readonly meaning: string;
}

/** Every threshold a person may set; names are those of the API and of the engagement's settings. */
export const thresholdDefinitions = [
  {
    name: 'shared_service_applications',
    of: 'sharedServiceApplications',
    check: 'integrations',
    min: 2,
    max: 1000,
    isWhole: true,
    unit: 'applications',
    meaning: 'An asset that at least this many applications depend on is a shared service.',
  },
  {
    name: 'many_connections',
    of: 'manyConnections',
    check: 'dependencies',
    min: 1,
    max: 1_000_000_000,
    isWhole: true,
    unit: 'connections',
    meaning: 'A dependency with at least this many connections is a little surer.',
  },
  {
    name: 'hot_percent',
    of: 'hotPercent',
    check: 'capacity',
    min: 1,
    max: 100,
    isWhole: false,
    unit: 'percent',
    meaning: 'Peak processor or memory use above this is hot.',
  },
  {
    name: 'idle_cpu_percent',
    of: 'idleCpuPercent',
    check: 'capacity',
    min: 0,
    max: 100,
    isWhole: false,
    unit: 'percent',
    meaning: 'Average processor use below this, with memory use below its limit, is idle.',
  },
  {
    name: 'idle_memory_percent',
    of: 'idleMemoryPercent',
    check: 'capacity',
    min: 0,
    max: 100,
    isWhole: false,
    unit: 'percent',
    meaning: 'Memory use below this, with processor use below its limit, is idle.',
  },
  {
    name: 'full_storage_percent',
    of: 'fullStoragePercent',
    check: 'capacity',
    min: 1,
    max: 100,
    isWhole: false,
    unit: 'percent',
    meaning: 'Storage used above this is under pressure.',
  },
  {
    name: 'ending_within_months',
    of: 'endingWithinMonths',
    check: 'eol',
    min: 1,
    max: 120,
    isWhole: true,
    unit: 'months',
    meaning: 'Support that ends within this time is ending.',
  },
  {
    name: 'sensitive_share',
    of: 'sensitiveShare',
    check: 'pii_detection',
    min: 0.001,
    max: 1,
    isWhole: false,
    unit: 'share',
    meaning: 'A column with at least this share of personal values is a sensitive one.',
  },
  {
    name: 'missing_share',
    of: 'missingShare',
    check: 'quality',
    min: 0,
    max: 1,
    isWhole: false,
    unit: 'share',
    meaning: 'Missing values in more than this share of the rows are told.',
  },
  {
    name: 'many_missing_share',
    of: 'manyMissingShare',
    check: 'quality',
    min: 0,
    max: 1,
    isWhole: false,
    unit: 'share',
    meaning: 'Missing values in more than this share of the rows are a warning.',
  },
  {
    name: 'multi_value_share',
    of: 'multiValueShare',
    check: 'quality',
    min: 0,
    max: 1,
    isWhole: false,
    unit: 'share',
    meaning: 'Several values where one is expected, in at least this share of the rows, need a decision.',
  },
  {
    name: 'least_cores',
    of: 'leastCores',
    check: 'schema',
    min: 0,
    max: 1024,
    isWhole: true,
    unit: 'cores',
    meaning: 'No machine has fewer processor cores.',
  },
  {
    name: 'most_cores',
    of: 'mostCores',
    check: 'schema',
    min: 1,
    max: 1_000_000,
    isWhole: true,
    unit: 'cores',
    meaning: 'No machine has more processor cores.',
  },
  {
    name: 'least_memory_gb',
    of: 'leastMemoryGb',
    check: 'schema',
    min: 0,
    max: 1024,
    isWhole: false,
    unit: 'GB',
    meaning: 'No machine has less memory.',
  },
  {
    name: 'most_memory_gb',
    of: 'mostMemoryGb',
    check: 'schema',
    min: 1,
    max: 100_000_000,
    isWhole: false,
    unit: 'GB',
    meaning: 'No machine has more memory.',
  },
] as const satisfies readonly ThresholdDefinition[];
export type ThresholdName = (typeof thresholdDefinitions)[number]['name'];

/** The thresholds in force: those that are set and possible, and the defaults for all others. */
export function thresholdsFrom(set: Readonly<Record<string, unknown>>): CheckThresholds {
  const found: { -readonly [Name in keyof CheckThresholds]: number } = { ...defaultThresholds };
  for (const definition of thresholdDefinitions) {
    const value = set[definition.name];
    if (typeof value === 'number' && isPossible(definition, value)) found[definition.of] = value;
  }
  return found;
}

function isPossible({ min, max, isWhole }: ThresholdDefinition, value: number): boolean {
  return value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

/** The thresholds a check goes by, by name; empty for one that has none. */
export function thresholdsOfCheck(check: string, thresholds: CheckThresholds): Record<string, number> {
  const own = thresholdDefinitions.filter((definition) => definition.check === check);
  return Object.fromEntries(own.map(({ name, of }) => [name, thresholds[of]]));
}
