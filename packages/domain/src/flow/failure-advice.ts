/** What a person is told about one failure of a phase run. */
export interface FailureFacts {
  readonly code: string;
  readonly retryable: boolean;
  /** Seconds until the next attempt that follows by itself; `undefined` when none does. */
  readonly nextAttemptSeconds: number | undefined;
}

const actions: Readonly<Record<string, string>> = {
  all_rows_rejected: 'Correct the mapping and restart from attribute mapping, or upload a corrected file.',
  exit_condition_unmet: 'Retry the phase. If it fails again, restart it so that it reads its input anew.',
  phase_stalled: 'Retry the phase; it goes on after the last finished batch.',
  worker_lost: 'Find out why the worker dies, memory above all, then retry the phase.',
  file_unreadable: 'Save the file in a format that can be read and upload it again.',
  storage_full: 'Free space on the storage, then retry the phase.',
};

/** The next action after a failure, as one sentence. */
export function nextActionAfter({ code, retryable, nextAttemptSeconds }: FailureFacts): string {
  if (nextAttemptSeconds !== undefined) {
    return `None: the phase is tried again by itself after ${nextAttemptSeconds} seconds.`;
  }
  const known = actions[code];
  if (known !== undefined) return known;
  return retryable
    ? 'Retry the phase; finished batches are kept.'
    : 'Remove the cause, then restart from a phase, or delete the flow.';
}
