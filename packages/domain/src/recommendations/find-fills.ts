import { type ReadSource, readerFor } from '../cleansing/amend-block.ts';
import type { FillAmendment } from '../cleansing/amendment.ts';
import { type CleansedBlock, type CleansedColumn, valueText } from '../cleansing/cleansed-block.ts';
import type { ColumnPlan } from '../cleansing/column-plan.ts';
import { customFieldPrefix } from '../cleansing/import-plan.ts';

/** Names and keys say which machine a row is about: only the file's own column may say that. */
const neverFilled: ReadonlySet<string> = new Set([
  'name',
  'external_id',
  'serial_number',
  'uuid',
  'asset_tag',
]);

/** Fields of the catalog that say the same as another one. */
const knownSources: readonly Omit<FillAmendment, 'kind'>[] = [
  { field: 'hostname', from: 'fqdn', take: 'first_label' },
  { field: 'hostname', from: 'name', take: 'value' },
];

/** Rows of a block that are compared before all of them are. */
const sampleRows = 200;
/** Rows in which both fields have a value, and different values they agree in, at least. */
const fewestRows = 5;
const fewestValues = 3;
/** Share of the rows with both values in which they have to agree. */
const leastAgreement = 0.95;

/** How often two fields say the same. */
interface Tally {
  readonly fill: FillAmendment;
  readonly read: ReadSource;
  both: number;
  agreeing: number;
  fillable: number;
  readonly values: Set<string>;
}

/**
 * Finds fields that are missing in rows where another field, mostly one that stayed a custom attribute, says the same
 * wherever both have a value.
 */
export class FillFinder {
  readonly #plans: readonly ColumnPlan[];
  #tallies: Tally[] | undefined;

  constructor(plans: readonly ColumnPlan[]) {
    this.#plans = plans;
  }

  /** Compares the fields of a block. Which pairs of fields may be the same is settled by the first one. */
  add(block: CleansedBlock): void {
    this.#tallies ??= this.#candidates(block);
    this.#tallies = this.#tallies.filter((tally) => {
      compare(tally, block, 'all');
      return tally.both < fewestRows || tally.agreeing >= leastAgreement * tally.both;
    });
  }

  /** The fills with evidence: for each field the one that fills most rows. */
  found(): FillAmendment[] {
    const best = new Map<string, Tally>();
    for (const tally of this.#tallies ?? []) {
      if (!isEvident(tally) || tally.fillable === 0) continue;
      const other = best.get(tally.fill.field);
      if (other === undefined || tally.fillable > other.fillable) best.set(tally.fill.field, tally);
    }
    return [...best.values()].map(({ fill }) => fill);
  }

  #candidates(block: CleansedBlock): Tally[] {
    const candidates: Tally[] = [];
    for (const plan of firstPlans(this.#plans)) {
      for (const fill of fillsOf(plan.field, block)) {
        const read = readerFor(plan, fill);
        const sample = newTally(fill, read);
        compare(sample, block, 'sample');
        if (isEvident(sample)) candidates.push(newTally(fill, read));
      }
    }
    return candidates;
  }
}

function firstPlans(plans: readonly ColumnPlan[]): ColumnPlan[] {
  const first = new Map<string, ColumnPlan>();
  for (const plan of plans)
    if (!first.has(plan.field) && !plan.field.startsWith(customFieldPrefix)) first.set(plan.field, plan);
  return [...first.values()];
}

function fillsOf(field: string, block: CleansedBlock): FillAmendment[] {
  if (neverFilled.has(field)) return [];
  const fields = block.columns.map((column) => column.field);
  const known = knownSources.filter((source) => source.field === field && fields.includes(source.from));
  const custom = fields.filter((from) => from.startsWith(customFieldPrefix));
  return [
    ...known.map((source) => ({ kind: 'fill', ...source }) as const),
    ...custom.map((from) => ({ kind: 'fill', field, from, take: 'value' }) as const),
  ];
}

function newTally(fill: FillAmendment, read: ReadSource): Tally {
  return { fill, read, both: 0, agreeing: 0, fillable: 0, values: new Set() };
}

function isEvident({ both, agreeing, values }: Tally): boolean {
  return both >= fewestRows && values.size >= fewestValues && agreeing >= leastAgreement * both;
}

/** Adds rows of a block to a tally: all of them, or the first that have a value in both fields. */
function compare(tally: Tally, block: CleansedBlock, rows: 'all' | 'sample'): void {
  const source = block.columns.find(({ field }) => field === tally.fill.from);
  if (source === undefined) return;
  const own = ownTexts(block, tally.fill.field);
  const meaning = meaningsOf(source, tally.read);
  const most = rows === 'sample' ? sampleRows : Number.POSITIVE_INFINITY;
  for (const [row, from] of source.ids.entries()) {
    if (tally.both >= most) return;
    if (from === 0 || block.faults[row] !== 0) continue;
    const text = own(row);
    if (text !== undefined) addBoth(tally, text, meaning(from));
    else if (rows === 'all' && meaning(from) !== null) tally.fillable++;
  }
}

function addBoth(tally: Tally, own: string, other: string | null): void {
  tally.both++;
  if (own !== other) return;
  tally.agreeing++;
  if (tally.values.size < fewestValues) tally.values.add(own);
}

/** Texts of a field by row, each made once; `undefined` where it is unknown. */
function ownTexts(block: CleansedBlock, field: string): (row: number) => string | undefined {
  const column = block.columns.find((other) => other.field === field);
  const texts: string[] = [];
  return (row) => {
    const id = column?.ids[row] ?? 0;
    return column === undefined || id === 0 ? undefined : (texts[id] ??= valueText(column, id - 1));
  };
}

function meaningsOf(source: CleansedColumn, read: ReadSource): (id: number) => string | null {
  const meanings: (string | null)[] = [];
  return (id) => {
    const known = meanings[id];
    return known === undefined ? (meanings[id] = read(valueText(source, id - 1))) : known;
  };
}
