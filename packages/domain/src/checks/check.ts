import { hostPrefix } from '../dependencies/dependency-rows.ts';
import type { ImportCategory } from '../catalog/import-category.ts';
import type { CellIssue } from '../cleansing/cleansed-cell.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import type { CheckThresholds } from './check-thresholds.ts';
import type { IssueDraft, IssueRule, IssueSeverity } from '../quality/issue-rules.ts';
import type { PiiScan } from '../sensitive/pii-scan.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';

/** The result of a check in one word: the worst thing it found, or that it could not be computed. */
export const checkVerdicts = ['passed', 'info', 'warning', 'critical', 'not_available'] as const;
export type CheckVerdict = (typeof checkVerdicts)[number];

/** A source column with the field it feeds; null for a column that feeds none. */
export interface CheckedColumn {
  readonly header: string;
  readonly field: string | null;
  readonly profile: ColumnProfile;
  /** Cells that the field cannot take; none before the rows are cleansed. */
  readonly unread?: readonly UnreadCells[];
  /** What the mapping and the decisions of persons make of a text; null for one that says nothing then. */
  readonly read?: (text: string) => string | null;
}

/** Cells of a column that its field cannot take, and why. */
export interface UnreadCells {
  readonly issue: CellIssue;
  readonly count: number;
  /** Rows counted from 1, the first thousand ranges at most. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly samples: readonly { readonly row: number; readonly value: string }[];
  /** Source texts with counts, most of them when they are few. */
  readonly texts: readonly (readonly [text: string, count: number])[];
}

/** What the inventory says of a machine or application a file names. */
export interface KnownSubject {
  readonly assetId: string;
  readonly assetType: string;
  readonly environment: string | null;
  readonly classification: string | null;
  readonly region: string | null;
  /** Name of the one application it belongs to; null when it belongs to none or several. */
  readonly application: string | null;
  /** How it was found: by a key, or made from the file. */
  readonly found: 'matched' | 'created';
}

/** What matching against the inventory found; before the rows are matched a check does without. */
export interface MatchedSubjects {
  /** By the number of an end in the file; `undefined` where it is nobody or may be several. */
  readonly ofEnd: (end: number) => KnownSubject | undefined;
}

/** What a check works on: every row, cleansed by the mapping, and the profile of every column. */
export interface CheckInput {
  readonly profile: readonly CheckedColumn[];
  readonly rows: ReadableRows;
  /** Fields some column feeds. */
  readonly mapping: ReadonlySet<string>;
  readonly thresholds: CheckThresholds;
  /** Time of the import, ISO 8601: what has ended is judged by it. */
  readonly at: string;
  readonly matched?: MatchedSubjects;
  /** Addresses that several live machines of the inventory have, with their names; before the rows are written unknown. */
  readonly sharedAddresses?: ReadonlyMap<string, readonly string[]>;
  /** Personal data of every value; for the category that looks for it. */
  readonly pii?: PiiScan;
  /** Rows, counted from 0, that stand for all rows about their asset; before the rows are grouped all do. */
  readonly leads?: (row: number) => boolean;
  /** What all rows about the subject of a row say of a field together; before the rows are grouped each says its own. */
  readonly ofSubject?: (field: string, row: number) => string | null;
}

/** Rows a check takes exception to. */
export interface CheckIssue {
  readonly rule: IssueRule;
  readonly severity: IssueSeverity;
  /** Field of the column concerned; null when whole rows are, or a column that feeds none. */
  readonly field: string | null;
  /** 1-based place of the column concerned, where its field does not tell. */
  readonly position?: number;
  readonly rowCount: number;
  /** 1-based, ascending. */
  readonly ranges: IssueDraft['ranges'];
  readonly sample: IssueDraft['sample'];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Something a check says of one machine, application or data store. */
export interface CheckFinding {
  /** Row that describes it, counted from 0, or number of the end of connections it is. */
  readonly subject: { readonly row: number } | { readonly end: number };
  readonly status: string;
  readonly severity: IssueSeverity;
  readonly value: Readonly<Record<string, unknown>>;
  /** What the finding rests on; together with check and asset it tells findings apart. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** What a check found. */
export interface CheckOutcome {
  /** Rows or connections really looked at. */
  readonly records: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly issues: readonly CheckIssue[];
  readonly findings: readonly CheckFinding[];
  /** Lists for people, each short. */
  readonly lists?: Readonly<Record<string, readonly unknown[]>>;
}

export interface CheckResult extends CheckOutcome {
  readonly name: string;
  readonly verdict: CheckVerdict;
  /** Fields of which one would have to be mapped; empty unless the verdict is `not_available`. */
  readonly missing: readonly string[];
}

/** A named check of a category: a function of the rows and nothing else. */
export interface Check {
  readonly name: string;
  readonly category: ImportCategory;
  /** Fields it lacks, of which each group needs one; empty when it can run. */
  readonly missing: (input: CheckInput) => readonly string[];
  /** Stops every few milliseconds of looking at rows, so that its caller can let others run, or end it. */
  readonly run: (input: CheckInput) => CheckSteps<CheckOutcome | Unavailable>;
}

/** What a check says that only its rows could tell that they state nothing it could look at. */
export interface Unavailable {
  /** Fields of which one would have to be mapped; at least one. */
  readonly missing: readonly string[];
}

/** Work of a check that its caller goes on with after each stop. */
export type CheckSteps<Result> = Generator<undefined, Result, undefined>;

/** Runs a check in turns; one without its columns says so and passes nothing. */
export function* runCheck(check: Check, input: CheckInput): CheckSteps<CheckResult> {
  const missing = check.missing(input);
  if (missing.length > 0) return unavailable(check, missing);
  const outcome = yield* check.run(input);
  if ('missing' in outcome) return unavailable(check, outcome.missing);
  return { name: check.name, verdict: verdictOf(outcome), missing: [], ...outcome };
}

/** Without its columns a check names the fields as a mapping knows them, those about the host of a row too. */
function unavailable({ name }: Check, fields: readonly string[]): CheckResult {
  const missing = fields.map((field) =>
    field.startsWith(hostPrefix) ? field.slice(hostPrefix.length) : field,
  );
  return { name, verdict: 'not_available', missing, records: 0, counts: {}, issues: [], findings: [] };
}

function verdictOf({ issues, findings }: CheckOutcome): CheckVerdict {
  const severities = new Set([...issues, ...findings].map(({ severity }) => severity));
  if (severities.has('critical')) return 'critical';
  if (severities.has('warning')) return 'warning';
  return issues.length > 0 ? 'info' : 'passed';
}

const mostRanges = 1000;
const mostSamples = 5;

/** An issue about rows counted from 0; none when there are no rows. */
export function issueAbout(
  found: Pick<CheckIssue, 'rule' | 'severity' | 'field'>,
  rows: readonly number[],
  more: { readonly sample?: (row: number) => string; readonly detail?: CheckIssue['detail'] } = {},
): CheckIssue[] {
  if (rows.length === 0) return [];
  const sample = more.sample;
  const shown = sample === undefined ? [] : rows.slice(0, mostSamples);
  return [
    {
      ...found,
      rowCount: rows.length,
      ranges: rangesOf(rows),
      sample: shown.map((row) => ({ row_number: row + 1, value: sample?.(row) ?? '' })),
      detail: more.detail ?? {},
    },
  ];
}

/** 1-based ranges of ascending rows counted from 0, the first thousand at most. */
function rangesOf(rows: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === row) last[1] = row + 1;
    else if (ranges.length === mostRanges) break;
    else ranges.push([row + 1, row + 1]);
  }
  return ranges;
}
