import { ownValue } from '../../shared/own-value.ts';
import type { SourceColumn } from '../file-layout.ts';
import { readTableRows } from '../table-rows.ts';
import { type ReadingChoices, refuseTable } from '../table-source.ts';
import { joinName } from './key-columns.ts';
import { KeyHashes, ValueBudget } from './key-hashes.ts';
import type { LaidOutSheet } from './laid-out-sheet.ts';
import {
  type JoinProposal,
  judgeKey,
  proposeJoin,
  proposeLead,
  surveyedColumns,
  type SurveyedSheet,
} from './propose-join.ts';
import type { ColumnPair } from './sheet-join.ts';

/** A sheet with the columns it is joined by. */
export interface SettledSide {
  readonly sheet: LaidOutSheet;
  readonly key: readonly ColumnPair[];
  readonly candidates: readonly JoinProposal[];
}

/** The lead sheet, and the others with their keys. */
export interface SettledSheets {
  readonly lead: LaidOutSheet;
  readonly sides: readonly SettledSide[];
}

interface Surveyed extends SurveyedSheet {
  readonly sheet: LaidOutSheet;
}

/** Settles which sheet leads and by which columns each other one is joined, from all their rows and what was chosen. */
export async function settleKeys(
  sheets: readonly LaidOutSheet[],
  choices: ReadingChoices,
): Promise<SettledSheets> {
  const { joinColumns = {} } = choices;
  const stranger = Object.keys(joinColumns).find((name) => !sheets.some((sheet) => sheet.name === name));
  if (stranger !== undefined) {
    refuseTable(
      'join_key_missing',
      `Columns were chosen for the sheet “${stranger}”, which is not among those to join.`,
    );
  }
  const surveyed = await surveySheets(sheets, joinColumns);
  const chosen = surveyed.find(({ name }) => name === choices.sheet);
  const leader = chosen ?? surveyed.find(({ name }) => name === proposeLead(surveyed)?.name);
  if (leader === undefined) return refuseTable('join_key_missing', 'There are no sheets to join.');
  const others = surveyed.filter((each) => each !== leader);
  const sides = others.map((side) => settleSide(leader, side, joinColumns));
  return { lead: leader.sheet, sides };
}

type JoinColumns = NonNullable<ReadingChoices['joinColumns']>;

async function surveySheets(sheets: readonly LaidOutSheet[], chosen: JoinColumns): Promise<Surveyed[]> {
  const budget = new ValueBudget();
  const surveyed: Surveyed[] = [];
  for (const sheet of sheets) {
    const { columns } = sheet.table.layout;
    const others = sheets.filter((each) => each !== sheet).map(({ table }) => table.layout.columns);
    const wanted = (ownValue(chosen, sheet.name) ?? []).map((key) => placeOf(sheet, key));
    // Where the columns of another sheet were chosen, those of the same name are asked for here.
    const named = Object.values(chosen)
      .flat()
      .flatMap((key) => likeNamed(columns, key) ?? []);
    const positions = [...new Set([...wanted, ...named, ...surveyedColumns(columns, others)])];
    const hashes = new KeyHashes(positions, budget);
    await readTableRows(sheet.table, { onRow: (row) => hashes.add(row) });
    surveyed.push({ name: sheet.name, columns, hashes, sheet });
  }
  return surveyed;
}

function placeOf({ name, table }: LaidOutSheet, key: string): number {
  const found = table.layout.columns.find((column) => column.key === key);
  if (found !== undefined) return found.position;
  const names = table.layout.columns.slice(0, 20).map((column) => `“${column.key}”`);
  const detail = `The sheet “${name}” has no column “${key}” to be joined by. Its columns are ${names.join(', ')}.`;
  return refuseTable('join_key_missing', detail);
}

function likeNamed(columns: readonly SourceColumn[], key: string): number | undefined {
  return columns.find((column) => joinName(column.key) === joinName(key))?.position;
}

function settleSide(lead: Surveyed, side: Surveyed, chosen: JoinColumns): SettledSide {
  const { sheet } = side;
  if (side.hashes.rows === 0) return { sheet, key: [], candidates: [] };
  const proposals = proposeJoin(lead, side);
  const own = ownValue(chosen, side.name);
  if (own !== undefined && own.length > 0) {
    const judged = judgeKey(
      lead,
      side,
      chosenKey(lead.sheet, sheet, { own, lead: ownValue(chosen, lead.name) }),
    );
    const rest = proposals.filter(({ key }) => String(key) !== String(judged.key));
    return { sheet, key: judged.key, candidates: [judged, ...rest] };
  }
  const [best] = proposals;
  return best === undefined
    ? refuseUnjoined(lead.name, side.name)
    : { sheet, key: best.key, candidates: proposals };
}

/** The chosen columns of a sheet with those of the lead sheet: chosen as well, or else of the same name. */
function chosenKey(
  lead: LaidOutSheet,
  side: LaidOutSheet,
  chosen: { readonly own: readonly string[]; readonly lead: readonly string[] | undefined },
): ColumnPair[] {
  return chosen.own.map((key, index) => {
    const own = placeOf(side, key);
    const named = likeNamed(lead.table.layout.columns, key);
    const leadKey = chosen.lead?.[index];
    return [leadKey === undefined ? (named ?? placeOf(lead, key)) : placeOf(lead, leadKey), own];
  });
}

function refuseUnjoined(lead: string, side: string): never {
  const detail = `No column of “${side}” holds the machines of “${lead}”. Choose the columns that tell which rows belong together, or import the sheet by itself.`;
  return refuseTable('join_key_missing', detail);
}
