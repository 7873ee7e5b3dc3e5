import type { CellIssue } from '@landfall/domain/cleansing/cleansed-cell';
import type { ColumnCleanser, ColumnOutcome } from '@landfall/domain/cleansing/column-cleanser';
import { isKeptBeside } from '@landfall/domain/cleansing/column-plan';

/** What became of the cells of each source column in one block; kept beside the block. */
export interface BlockNotes {
  readonly columns: readonly ColumnNotes[];
  readonly rejected: number;
}

/** Counts of one source column; added up over blocks they are exact for the file. */
export interface ColumnNotes {
  readonly position: number;
  readonly filledBefore: number;
  readonly filledAfter: number;
  readonly converted: number;
  readonly placeholders: number;
  readonly failed: number;
  readonly examples: readonly { readonly before: string; readonly after: string }[];
  readonly issues: readonly IssueNotes[];
}

/** Cells of a column that raised one issue. */
export interface IssueNotes {
  readonly issue: CellIssue;
  readonly count: number;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  readonly samples: readonly { readonly row: number; readonly value: string }[];
  readonly texts: readonly (readonly [text: string, count: number])[];
}

const maxTexts = 200;
const maxRanges = 1000;

/** Notes of the block just finished; the cleansers start counting anew. */
export function takeNotes(cleansers: readonly ColumnCleanser[], rejected: number): BlockNotes {
  return {
    rejected,
    // A column of which something is kept beside its values has notes once.
    columns: cleansers
      .filter(({ plan }) => !isKeptBeside(plan))
      .map((cleanser) => columnNotes(cleanser.plan.position, cleanser.takeOutcome())),
  };
}

function columnNotes(position: number, outcome: ColumnOutcome): ColumnNotes {
  const { filledBefore, filledAfter, converted, placeholders, failed, examples } = outcome;
  const issues = [...outcome.issues].map(([issue, tally]) => ({ ...tally, issue, texts: [...tally.texts] }));
  return { position, filledBefore, filledAfter, converted, placeholders, failed, examples, issues };
}

/** The notes of all blocks as one, in row order. */
export function addNotes(blocks: readonly BlockNotes[]): BlockNotes {
  const columns = new Map<number, ColumnNotes>();
  for (const block of blocks) {
    for (const column of block.columns) {
      const other = columns.get(column.position);
      columns.set(column.position, other === undefined ? column : addColumns(other, column));
    }
  }
  return {
    columns: [...columns.values()],
    rejected: blocks.reduce((sum, { rejected }) => sum + rejected, 0),
  };
}

function addColumns(left: ColumnNotes, right: ColumnNotes): ColumnNotes {
  const issues = new Map(left.issues.map((notes) => [notes.issue, notes] as const));
  for (const notes of right.issues) {
    const other = issues.get(notes.issue);
    issues.set(notes.issue, other === undefined ? notes : addIssues(other, notes));
  }
  return {
    position: left.position,
    filledBefore: left.filledBefore + right.filledBefore,
    filledAfter: left.filledAfter + right.filledAfter,
    converted: left.converted + right.converted,
    placeholders: left.placeholders + right.placeholders,
    failed: left.failed + right.failed,
    examples: firstExamples([...left.examples, ...right.examples]),
    issues: [...issues.values()],
  };
}

/** Blocks that were cleansed apart may both name the same text. */
function firstExamples(examples: ColumnNotes['examples']): ColumnNotes['examples'] {
  const first = new Map<string, ColumnNotes['examples'][number]>();
  for (const example of examples) if (!first.has(example.before)) first.set(example.before, example);
  return [...first.values()].slice(0, 3);
}

function addIssues(left: IssueNotes, right: IssueNotes): IssueNotes {
  const texts = new Map(left.texts);
  for (const [text, count] of right.texts) {
    const known = texts.get(text);
    if (known !== undefined || texts.size < maxTexts) texts.set(text, (known ?? 0) + count);
  }
  return {
    issue: left.issue,
    count: left.count + right.count,
    ranges: [...left.ranges, ...right.ranges].slice(0, maxRanges),
    samples: [...left.samples, ...right.samples].slice(0, 5),
    texts: [...texts],
  };
}
