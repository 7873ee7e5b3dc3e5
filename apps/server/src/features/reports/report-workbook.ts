import type { ImportReportBody } from '@landfall/contract/import-report';
import type { WrittenSheet } from '../../platform/workbook-writer.ts';

type Cell = string | number | boolean | null;
type Table = readonly [header: readonly string[], ...rows: readonly (readonly Cell[])[]];

/** The report as sheets of a workbook, one a section, each with a header row. */
export function reportSheets(report: ImportReportBody): WrittenSheet[] {
  const tables: readonly (readonly [name: string, table: Table])[] = [
    ['Import', importTable(report)],
    ['Files', recordsTable(report.files)],
    ['Detection', pairsTable(report.detection)],
    ['Skipped lines', skippedTable(report)],
    ['Profile', profileTable(report)],
    ['Quality', qualityTable(report)],
    ['Quality issues', recordsTable(report.quality_issues)],
    ['Decisions', decisionsTable(report)],
    ['Mapping', recordsTable(report.mapping)],
    ['Checks', recordsTable(report.checks)],
    ['Accounting', accountingTable(report)],
    ['Rejected rows', recordsTable(report.rejected_rows.items)],
    ['Columns not taken', recordsTable(report.columns_not_taken)],
    ['Phases', recordsTable(report.phases)],
    ['Steps', recordsTable(report.steps)],
    ['LLM use', pairsTable(report.llm_use)],
  ];
  return tables.map(([name, table]) => ({ name, rows: rowsOf(table) }));
}

async function* rowsOf(table: Table): AsyncGenerator<readonly (string | null)[], void> {
  for (const row of table) yield row.map(textOf);
}

/** Cells are text, so nothing of a source is ever run as a formula. */
function textOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** One column a member, in the order of the first record; nothing but a remark without records. */
function recordsTable(records: readonly object[]): Table {
  const [first] = records;
  if (first === undefined) return [['none']];
  const members = Object.keys(first);
  return [members, ...records.map((record) => valuesOf(record, members))];
}

function valuesOf(record: object, members: readonly string[]): Cell[] {
  const values = new Map<string, unknown>(Object.entries(record));
  return members.map((member) => cellOf(values.get(member)));
}

function pairsTable(record: object): Table {
  return [['what', 'value'], ...Object.entries(record).map(([key, value]) => [key, cellOf(value)])];
}

function importTable({ generated_at, import: about }: ImportReportBody): Table {
  return pairsTable({ ...about, generated_at });
}

function skippedTable({ skipped_lines: kinds }: ImportReportBody): Table {
  const rows = kinds.map(({ kind, count, lines }) => [kind, count, lines.map(rangeText).join(', ')]);
  return [['kind', 'count', 'lines'], ...rows];
}

function rangeText([first, last]: readonly number[]): string {
  return first === last ? String(first) : `${String(first)}-${String(last)}`;
}

function profileTable({ profile }: ImportReportBody): Table {
  return recordsTable(profile.map(({ id: _id, profile: figures, ...column }) => ({ ...column, ...figures })));
}

function qualityTable({ quality }: ImportReportBody): Table {
  if (quality === null) return [['none']];
  const { undecided_critical: undecided, basis, ...scores } = quality;
  const rows = Object.entries(scores).map(([name, { value, formula }]) => [name, value, formula]);
  return [
    ['score', 'value', 'formula'],
    ...rows,
    ['basis', basis, null],
    ['undecided_critical', undecided, null],
  ];
}

/** A decision in three cells: what it is about, what was decided, and what belongs to it. */
function toldOf(one: ImportReportBody['decisions'][number]) {
  switch (one.about) {
    case 'gate':
      return { subject: one.gate, decided: one.decision, details: { revision: one.revision, ...one.shown } };
    case 'quality_issue':
      return {
        subject: `${one.rule_code} ${one.column ?? ''}`.trim(),
        decided: one.action,
        details: one.parameters,
      };
    case 'reading':
      return { subject: 'file', decided: Object.keys(one.chosen).join(', '), details: one.chosen };
    case 'row_asset':
      return {
        subject: `row ${one.row_number}`,
        decided: one.asset_name ?? one.asset_id ?? 'none',
        details: { row_count: one.row_count, asset_id: one.asset_id },
      };
    case 'recommendation':
      return {
        subject: one.title,
        decided: one.decision,
        details: { rule_code: one.rule_code, fields: one.fields, row_count: one.row_count },
      };
    default:
      return one satisfies never;
  }
}

function decisionsTable({ decisions }: ImportReportBody): Table {
  const rows = decisions.map((one) => {
    const { subject, decided, details } = toldOf(one);
    return [one.at, one.by, one.about, subject, decided, one.note, cellOf(details)];
  });
  return [['at', 'by', 'about', 'subject', 'decision', 'note', 'details'], ...rows];
}

function accountingTable({ accounting, rejected_rows: rejected }: ImportReportBody): Table {
  if (accounting === null) return [['none']];
  const { rejected_by_reason: reasons, skipped, ...counts } = accounting;
  return pairsTable({
    ...counts,
    ...Object.fromEntries(reasons.map(({ code, count }) => [`rejected: ${code}`, count])),
    ...Object.fromEntries(Object.entries(skipped).map(([kind, count]) => [`skipped: ${kind}`, count])),
    'rejected rows listed': rejected.items.length,
  });
}
