import type { FlowEvent } from '../../api/entities.ts';
import { formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** Facts shown of one event. */
const mostFacts = 8;

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTechnical(key: string): boolean {
  return /(^|_)(ids?|hash|at)$/.test(key);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return formatCount(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Numbers and short texts of a record as `label value`, those of records inside it included; ids and hashes left out. */
export function factsOf(record: Readonly<Record<string, unknown>>): string[] {
  const facts: string[] = [];
  for (const [key, value] of Object.entries(record)) {
    if (isTechnical(key)) continue;
    if (isPlain(value)) facts.push(...factsOf(value));
    const text = textOf(value);
    if (text !== null) facts.push(`${sentenceOf(key).toLowerCase()} ${text}`);
  }
  return facts.slice(0, mostFacts);
}

export type EventKind = 'steps' | 'decisions' | 'commands' | 'errors';

const kinds: Readonly<Record<string, EventKind>> = {
  decision_needed: 'decisions',
  mapping_decided: 'decisions',
  issue_decided: 'decisions',
  preview_changed: 'decisions',
  gate_approved: 'decisions',
  gate_rejected: 'decisions',
  paused: 'commands',
  resumed: 'commands',
  retried: 'commands',
  restarted: 'commands',
  cancelled: 'commands',
  correction_added: 'commands',
  deleted: 'commands',
  phase_failed: 'errors',
  retry_scheduled: 'errors',
  healed: 'errors',
};

/** What kind of thing happened, for the filter of the journal. */
export function kindOf(event: FlowEvent): EventKind {
  return kinds[event.type] ?? 'steps';
}

/** One line of the journal: an event, or several alike in a row by the same person. */
export interface JournalLine {
  readonly first: FlowEvent;
  readonly last: FlowEvent;
  readonly count: number;
}

function joins(line: JournalLine | undefined, event: FlowEvent): line is JournalLine {
  return (
    line !== undefined &&
    event.type === 'mapping_decided' &&
    line.last.type === event.type &&
    line.last.actor_user_id === event.actor_user_id
  );
}

/** Newest first; decisions on one column after another are one line. */
export function journalLines(events: readonly FlowEvent[]): JournalLine[] {
  const lines: JournalLine[] = [];
  for (const event of events) {
    const line = lines.at(-1);
    if (joins(line, event)) lines[lines.length - 1] = { ...line, last: event, count: line.count + 1 };
    else lines.push({ first: event, last: event, count: 1 });
  }
  return lines.toReversed();
}
