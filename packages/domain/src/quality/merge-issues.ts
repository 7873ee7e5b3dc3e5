import { type IssueDraft, issueKey, issueSeverities } from './issue-rules.ts';

const mostRanges = 1000;
const mostSamples = 5;

/** Each issue once: what several checks found under one key is one issue with the rows of all, as grave as the gravest. */
export function mergeIssues(drafts: readonly IssueDraft[]): IssueDraft[] {
  const merged = new Map<string, IssueDraft>();
  for (const draft of drafts) {
    const key = issueKey(draft);
    const known = merged.get(key);
    merged.set(key, known === undefined ? draft : both(known, draft));
  }
  return [...merged.values()];
}

function both(left: IssueDraft, right: IssueDraft): IssueDraft {
  const [graver] = [left, right].toSorted((a, b) => rank(b) - rank(a));
  return {
    ...(graver ?? left),
    rowCount: left.rowCount + right.rowCount,
    ranges: [...left.ranges, ...right.ranges].slice(0, mostRanges),
    sample: [...left.sample, ...right.sample].slice(0, mostSamples),
  };
}

function rank({ severity }: IssueDraft): number {
  return issueSeverities.indexOf(severity);
}
