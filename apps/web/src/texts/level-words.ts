import type { ProcessingStep } from '../api/entities.ts';

/** A word of the file for how far data is protected. */
export interface LevelWord {
  readonly value: string;
  /** The level it means; null while nobody has said. */
  readonly level: string | null;
  /** Cells that hold it. */
  readonly count: number;
}

/** The words of a file with the levels they mean, the most frequent first; none of a step that is another check. */
export function levelWordsOf({
  step_name: check,
  output,
}: Pick<ProcessingStep, 'step_name' | 'output'>): LevelWord[] {
  const listed = check === 'classification' ? output['levels'] : undefined;
  return Array.isArray(listed) ? listed.flatMap(wordOf) : [];
}

function wordOf(listed: unknown): LevelWord[] {
  if (typeof listed !== 'object' || listed === null || !('value' in listed)) return [];
  const level = 'level' in listed && typeof listed.level === 'string' ? listed.level : null;
  return [{ value: String(listed.value), level, count: 'count' in listed ? Number(listed.count) : 0 }];
}
