import type { FileLayout } from '../file-layout.ts';
import { isBlankRecord } from '../cell-value.ts';
import { hasBlankHeader } from '../header-keys.ts';
import { readTableRows, walkTableRows } from '../table-rows.ts';
import {
  type ReadingOptions,
  refuseTable,
  type SourceFacts,
  type SourceNote,
  TabularRefusal,
  type TableSource,
} from '../table-source.ts';
import { layOut } from '../table-source-layout.ts';
import { TableText } from '../table-text.ts';
import { CombinedRows, type SideSheet } from './combined-rows.ts';
import { repeatedColumns } from './key-columns.ts';
import type { LaidOutSheet } from './laid-out-sheet.ts';
import { SideMatch } from './matched-sides.ts';
import type { ColumnPair, JoinedSheetFacts, JoinFacts, JoinPlan, NamedPair } from './sheet-join.ts';
import { HeldBudget, SideRows } from './side-rows.ts';
import { HeldNotes, skippedNote, unmatchedNote } from './side-notes.ts';
import { settleKeys, type SettledSide } from './settle-keys.ts';

const pieceBytes = 64 * 1024;

/** A sheet of a workbook by itself. */
export interface SheetToJoin {
  readonly name: string;
  readonly source: TableSource;
}

interface HeldSide extends SideSheet {
  readonly notes: HeldNotes;
}

/**
 * Makes one table of several sheets: the rows of the lead sheet, each with what belongs to it from the others.
 *
 * Rows of other sheets that belong to none are rows of their own behind them. The other sheets are held in memory.
 * Throws `TabularRefusal` `join_key_missing` where no column tells which rows belong together, and `join_too_large`.
 */
export async function joinSheets(
  sheets: readonly SheetToJoin[],
  facts: SourceFacts,
  options: ReadingOptions,
): Promise<TableSource> {
  const { joinPlan } = options.choices;
  if (joinPlan !== undefined) return plannedSource(sheets, facts, { ...options, joinPlan });
  const laid: LaidOutSheet[] = [];
  for (const sheet of sheets) {
    const isLead = sheet.name === options.choices.sheet;
    laid.push(await layOutSheet(sheet, isLead ? options.choices.headerRow : undefined, options));
  }
  const { lead, sides } = await settleKeys(laid, options.choices);
  const held = await holdSides(sides.map(unplanned));
  const join = await planJoin(lead, sides, held);
  const planned = held.map((side, index) => ({ ...side, plan: join.plan.sides[index]! }));
  return sourceOf(lead, planned, { ...facts, sheet: lead.name, join });
}

/** The columns a sheet brings in are settled once all its rows have been seen. */
function unplanned({ sheet, key }: SettledSide): [LaidOutSheet, SideSheet['plan']] {
  const headerRow = sheet.table.layout.headerLine;
  return [sheet, { sheet: sheet.name, headerRow, key, columns: [], merged: [] }];
}

async function plannedSource(
  sheets: readonly SheetToJoin[],
  facts: SourceFacts,
  options: ReadingOptions & { readonly joinPlan: JoinPlan },
): Promise<TableSource> {
  const { lead: name, headerRow, sides } = options.joinPlan;
  const laidOut = (wanted: string, row: number): Promise<LaidOutSheet> => {
    const sheet = sheets.find((each) => each.name === wanted);
    if (sheet === undefined) return refuseTable('file_unreadable', `The workbook has no sheet “${wanted}”.`);
    return layOutSheet(sheet, row, options);
  };
  const lead = await laidOut(name, headerRow);
  const plans: [LaidOutSheet, SideSheet['plan']][] = [];
  for (const plan of sides) plans.push([await laidOut(plan.sheet, plan.headerRow), plan]);
  return sourceOf(lead, await holdSides(plans), { ...facts, sheet: name });
}

async function layOutSheet(
  { name, source }: SheetToJoin,
  headerRow: number | undefined,
  { limits }: ReadingOptions,
): Promise<LaidOutSheet> {
  const choices = headerRow === undefined ? {} : { headerRow };
  try {
    return { name, table: await layOut(source, { choices, limits }) };
  } catch (error) {
    if (!(error instanceof TabularRefusal)) throw error;
    throw new TabularRefusal({ ...error.refusal, detail: `Sheet “${name}”: ${error.refusal.detail}` });
  }
}

async function holdSides(sides: readonly [LaidOutSheet, SideSheet['plan']][]): Promise<HeldSide[]> {
  const budget = new HeldBudget();
  const held: HeldSide[] = [];
  for (const [{ name, table }, plan] of sides) {
    const positions = plan.key.map(([, position]) => position);
    const rows = new SideRows(table.layout.columns, positions, budget);
    const notes = new HeldNotes(name);
    await readTableRows(table, {
      onRow: (row) => rows.add(row),
      onNote: (note) => notes.add(note),
      onSkipped: (record) => {
        if (!isBlankRecord(record)) notes.addSkipped(record.line);
      },
    });
    held.push({ plan, rows, notes });
  }
  return held;
}

/** Reads the lead sheet once to see what belongs together. */
async function planJoin(
  lead: LaidOutSheet,
  settled: readonly SettledSide[],
  held: readonly HeldSide[],
): Promise<JoinFacts> {
  const { columns } = lead.table.layout;
  const matches = settled.map(({ key }, index) => {
    const { rows } = held[index]!;
    const repeated = [...repeatedColumns(columns, rows.columns), ...key];
    return new SideMatch(rows, key, [...new Map(repeated.map((pair) => [String(pair), pair])).values()]);
  });
  let leadRows = 0;
  let lastLine = lead.table.layout.headerLine;
  await readTableRows(lead.table, {
    onRow: (row) => {
      leadRows++;
      lastLine = row.record.line;
      for (const match of matches) match.addLead(row);
    },
    onSkipped: ({ line }) => (lastLine = line),
  });
  const sheets: JoinedSheetFacts[] = [];
  for (const [index, match] of matches.entries()) {
    const found = factsOf(lead.table.layout, { match, side: settled[index]!, lastLine });
    lastLine = found.ownLines?.[1] ?? lastLine;
    sheets.push(found);
  }
  const sides = sheets.map((sheet, index) => planOf(settled[index]!, matches[index]!, sheet));
  const plan = { lead: lead.name, headerRow: lead.table.layout.headerLine, sides };
  return { plan, leadRows, sheets };
}

interface Matched {
  readonly match: SideMatch;
  readonly side: SettledSide;
  /** Number in the table of the row in front of those that are this sheet's own. */
  readonly lastLine: number;
}

function factsOf(lead: FileLayout, { match, side, lastLine }: Matched): JoinedSheetFacts {
  const own = side.sheet.table.layout;
  const named = ([first, second]: ColumnPair): NamedPair => ({
    lead: lead.columns[first - 1]?.key ?? '',
    own: own.columns[second - 1]?.key ?? '',
  });
  const { unmatched, rows } = match;
  return {
    sheet: side.sheet.name,
    headerRow: own.headerLine,
    key: side.key.map(named),
    relation: match.relation,
    rows: rows.count,
    matchedRows: rows.count - unmatched.count,
    leadRowsMatched: match.leadRowsMatched,
    unmatched,
    ownLines: unmatched.count === 0 ? null : [lastLine + 1, lastLine + unmatched.count],
    columns: incoming(match).map((position) => own.columns[position - 1]!.key),
    merged: match.merged.map(named),
    candidates: side.candidates
      .slice(0, shownCandidates)
      .map(({ key, leadUniqueness, coverage }) => ({ key: key.map(named), leadUniqueness, coverage })),
  };
}

const shownCandidates = 6;

/** Places of the columns that come in: not those that say the same as the lead sheet, nor those without anything. */
function incoming({ rows, merged }: SideMatch): number[] {
  const repeated = new Set(merged.map(([, position]) => position));
  return rows.columns
    .filter((column) => !hasBlankHeader(column) || rows.isFilled(column.position))
    .map(({ position }) => position)
    .filter((position) => rows.count > 0 && !repeated.has(position));
}

function planOf(
  { sheet, key }: SettledSide,
  match: SideMatch,
  { headerRow }: JoinedSheetFacts,
): SideSheet['plan'] {
  return { sheet: sheet.name, headerRow, key, columns: incoming(match), merged: match.merged };
}

function sourceOf(lead: LaidOutSheet, sides: readonly HeldSide[], facts: SourceFacts): TableSource {
  const { headerLine } = lead.table.layout;
  const form = { kind: 'table', unit: 'sheet_row', header: 'find', headerRow: headerLine } as const;
  return {
    facts: { ...facts, form },
    read: (onNote = ignoreNote) => combinedText(lead, sides, onNote),
  };
}

function ignoreNote(_note: SourceNote): void {}

async function* combinedText(
  lead: LaidOutSheet,
  sides: readonly HeldSide[],
  onNote: (note: SourceNote) => void,
): AsyncGenerator<Uint8Array, void> {
  const text = new TableText();
  const rows = new CombinedRows(lead.table, sides, text);
  rows.header();
  for (const { notes } of sides) notes.tell(onNote);
  let lastLine = lead.table.layout.headerLine;
  const walk = walkTableRows(lead.table, {
    onNote,
    onRow: (row) => {
      rows.addLead(row);
      lastLine = row.record.line;
    },
    onSkipped: (record) => {
      lastLine = record.line;
      if (!isBlankRecord(record)) onNote(skippedNote(lead.name, record.line, record.line));
    },
  });
  for (let step = await walk.next(); step.done !== true; step = await walk.next()) {
    if (text.byteLength >= pieceBytes) yield text.take();
  }
  rows.blankUpTo(lastLine);
  for (const side of sides) {
    for (let row = 0; row < side.rows.count; row++) {
      if (side.rows.isMatched(row)) continue;
      const record = rows.addOwn(side, row);
      onNote(unmatchedNote(record, { sheet: side.plan.sheet, line: side.rows.lineOf(row), lead: lead.name }));
      if (text.byteLength >= pieceBytes) yield text.take();
    }
  }
  yield text.take();
}
