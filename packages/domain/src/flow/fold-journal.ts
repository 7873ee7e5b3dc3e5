import { type ChildStatus, parseChildStatus } from './flow-status.ts';

/** The columns of a stored journal row that decide the state. */
export interface JournalRow {
  readonly seq: number;
  readonly type: string;
  readonly phase: string | null;
  readonly epoch: number | null;
  readonly fromStatus: string | null;
  readonly toStatus: string | null;
  /** True for a `healed` event that begins the journal anew after a contradiction. */
  readonly rebuilt?: boolean | null;
}

/** What the journal alone says about a flow. */
export interface FoldedFlow {
  readonly status: ChildStatus;
  readonly phase: string;
  readonly epoch: number;
  readonly version: number;
}

/**
 * Replays journal rows in sequence. Returns the state they lead to, or the sentence that says where the
 * journal contradicts itself: a gap, a change of status nobody recorded, a word outside the vocabulary.
 */
export function foldJournal(rows: readonly JournalRow[]): FoldedFlow | { readonly contradiction: string } {
  const begun = rows.findLastIndex(({ rebuilt }) => rebuilt === true);
  let flow: FoldedFlow | undefined;
  for (const row of rows.slice(Math.max(0, begun))) {
    const next = row.rebuilt === true ? begin(row) : follow(flow, row);
    if ('contradiction' in next) return next;
    flow = next;
  }
  return flow ?? { contradiction: 'no events' };
}

function begin({ seq, phase, epoch, toStatus }: JournalRow): FoldedFlow | { contradiction: string } {
  const status = parseChildStatus(toStatus ?? '');
  if (status === undefined || phase === null || epoch === null) {
    return { contradiction: `event ${seq} names no status, phase and epoch` };
  }
  return { status, phase, epoch, version: seq };
}

function follow(flow: FoldedFlow | undefined, row: JournalRow): FoldedFlow | { contradiction: string } {
  const { seq } = row;
  const due = flow === undefined ? 1 : flow.version + 1;
  const from = flow === undefined ? null : flow.status;
  if (seq !== due) return { contradiction: `event ${seq} where ${due} was due` };
  if (from !== row.fromStatus) {
    return { contradiction: `event ${seq} starts from ${row.fromStatus}, not ${from}` };
  }
  return begin(row);
}
