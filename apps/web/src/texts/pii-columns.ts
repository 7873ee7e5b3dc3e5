import type { ProcessingStep } from '../api/entities.ts';

/** What the check for personal data found in one column of the file. */
export interface PiiColumn {
  readonly column: string;
  /** Values of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Share of the filled cells, 0 to 1. */
  readonly share: number;
  /** Masked values. */
  readonly samples: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Columns with personal data as the check lists them; none of a step that is another check. */
export function piiColumnsOf({ step_name: check, output }: Pick<ProcessingStep, 'step_name' | 'output'>) {
  const listed = check === 'pii_detection' ? output['columns'] : undefined;
  return Array.isArray(listed) ? listed.flatMap(columnOf) : [];
}

function columnOf(listed: unknown): PiiColumn[] {
  if (!isRecord(listed) || !isRecord(listed['kinds'])) return [];
  const { column, kinds, share, samples } = listed;
  const counted = Object.entries(kinds).map(([kind, count]) => [kind, Number(count)] as const);
  return [
    {
      column: String(column),
      kinds: Object.fromEntries(counted),
      share: Number(share),
      samples: Array.isArray(samples) ? samples.flatMap(sampleOf) : [],
    },
  ];
}

function sampleOf(sample: unknown): string[] {
  return isRecord(sample) && typeof sample['value'] === 'string' ? [sample['value']] : [];
}
