import { isVocabularyWord, type WordReading } from '../cleansing/cleanse-value.ts';
import { decideDateOrder } from '../cleansing/column-evidence.ts';
import { EvidenceGatherer } from '../cleansing/evidence-gatherer.ts';
import { CellTally } from '../tabular/cell-tally.ts';
import type { ColumnProfile, ValueKind } from '../tabular/column-profile.ts';
import { shownText } from '../tabular/shown-text.ts';
import { type TextFinding, textFindings } from '../tabular/text-findings.ts';
import { encodeUtf8 } from '../tabular/utf8.ts';
import type { IssueRule } from './issue-rules.ts';

/** An issue that the profile of a column raised. */
export interface ColumnIssue {
  readonly rule: IssueRule;
  /** As it is stored with the issue. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly profile: Pick<ColumnProfile, 'kinds' | 'evidence' | 'topValues' | 'distinctExact'>;
  /** How the field of the column reads words; absent where it feeds none. */
  readonly reading?: WordReading | undefined;
}

/** Says of the cells of a column, in row order, whether an issue is about them; a missing cell is the empty text. */
export type CellTest = (text: string) => boolean;

/** Texts whose answer is kept, and their longest: beyond, most are seen once. */
const mostKnown = 4096;
const longestKnown = 200;

/**
 * Tells the cells that an issue counted, by the rules that counted them; undefined for a rule that a profile does not
 * raise. A test is good for one pass over all rows: some rules ask what came before.
 */
export function affectedCells(issue: ColumnIssue): CellTest | undefined {
  if (issue.rule === 'duplicate_ip') return repeats(issue.profile);
  const holds = cellRule(issue);
  if (holds === undefined) return undefined;
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const answer = holds(text);
    if (known.size < mostKnown && text.length <= longestKnown) known.set(text, answer);
    return answer;
  };
}

type Rule = (issue: ColumnIssue) => CellTest;

const ruleTests: Readonly<Partial<Record<IssueRule, Rule>>> = {
  missing_values: (issue) => (text) => factsOf(text).filledCount === 0 && !hasMeaning(issue, text),
  placeholder_values: (issue) => (text) => factsOf(text).placeholderCount > 0 && !hasMeaning(issue, text),
  mixed_types: otherKinds,
  too_long: longerThan,
  multi_value: () => (text) => factsOf(text).multiValue !== null,
  secret_value: ({ detail }) =>
    detail['whole_column'] === true
      ? (text) => factsOf(text).kinds.text !== undefined
      : found('secret_value'),
  number_format_ambiguous: () => (text) => {
    const { ambiguousPoint, ambiguousComma } = evidenceOf(text).numbers;
    return ambiguousPoint + ambiguousComma > 0;
  },
  date_order_ambiguous: ambiguousDates,
  unit_unknown: () => (text) => evidenceOf(text).bare.count > 0,
  unknown_classification: unknownWords,
};

/** A placeholder word that means something to the field is a value. */
function hasMeaning({ reading }: ColumnIssue, text: string): boolean {
  return reading !== undefined && isVocabularyWord(reading, text);
}

function cellRule(issue: ColumnIssue): CellTest | undefined {
  const finding = textFindings.find((known) => known === issue.rule);
  if (finding !== undefined && finding !== 'secret_value') return found(finding);
  return ruleTests[issue.rule]?.(issue);
}

function found(finding: TextFinding): CellTest {
  return (text) => (factsOf(text).findings[finding] ?? 0) > 0;
}

/** What the profile of a column that holds only this text would count. */
function factsOf(text: string): CellTally {
  const tally = new CellTally();
  const bytes = encodeUtf8(text);
  tally.add(bytes, 0, bytes.length, 1, false);
  return tally;
}

function evidenceOf(text: string) {
  const gatherer = new EvidenceGatherer();
  const bytes = encodeUtf8(text);
  gatherer.add(bytes, 0, bytes.length, 1);
  return gatherer.result();
}

/** Cells of another kind than most; of several kinds with as many cells the first counts as the usual one. */
function otherKinds({ profile }: ColumnIssue): CellTest {
  let usual: ValueKind | undefined;
  let most = 0;
  for (const [kind, count] of Object.entries(profile.kinds)) {
    if (count <= most) continue;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the profile's kinds
    usual = kind as ValueKind;
    most = count;
  }
  return (text) => {
    const tally = factsOf(text);
    return tally.filledCount > 0 && (usual === undefined || tally.kinds[usual] === undefined);
  };
}

function longerThan({ detail }: ColumnIssue): CellTest {
  const limit = detail['limit'];
  if (typeof limit !== 'number') return () => false;
  return (text) => text.length > limit && (factsOf(text).lengths?.max ?? 0) > limit;
}

/** Dates valid both ways, of the shapes that no date of the column settles. */
function ambiguousDates({ profile }: ColumnIssue): CellTest {
  const settled = new Set(
    Object.entries(profile.evidence?.dates ?? {}).flatMap(([shape, counts]) =>
      decideDateOrder(counts) === null ? [] : [shape],
    ),
  );
  return (text) =>
    Object.entries(evidenceOf(text).dates).some(
      ([shape, { ambiguous }]) => ambiguous > 0 && !settled.has(shape),
    );
}

function unknownWords({ detail }: ColumnIssue): CellTest {
  const words = new Set(valuesIn(detail));
  return (text) => words.has(shownText(text));
}

function valuesIn({ values }: Readonly<Record<string, unknown>>): string[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'value' in each && typeof each.value === 'string'
      ? [each.value]
      : [],
  );
}

/** Cells whose text an earlier one has; of a column with too many texts to tell apart only the frequent ones. */
function repeats({ topValues, distinctExact }: ColumnIssue['profile']): CellTest {
  const watched = distinctExact
    ? undefined
    : new Set(topValues.filter(({ count }) => count > 1).map(({ value }) => value));
  const seen = new Set<string>();
  return (text) => {
    if (watched !== undefined && !watched.has(shownText(text))) return false;
    if (seen.has(text)) return true;
    if (factsOf(text).filledCount > 0) seen.add(text);
    return false;
  };
}
