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

/** Rows of the first block that are compared to see whether two fields may say the same, and of each block after that. */
const firstSample = 400;
const blockSample = 2000;
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
      compare(tally, block, blockSample);
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
        compare(sample, block, firstSample);
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

/** Adds rows of a block to a tally: how many could be filled, and how often so many of them, evenly spread, agree. */
function compare(tally: Tally, block: CleansedBlock, mostCompared: number): void {
  const source = block.columns.find(({ field }) => field === tally.fill.from);
  if (source === undefined) return;
  const column = block.columns.find(({ field }) => field === tally.fill.field);
  tally.fillable += gapsIn(column, source);
  if (column === undefined) return;
  const own = textsOf(column);
  const meaning = meaningsOf(source, tally.read);
  const step = Math.ceil(block.rowCount / mostCompared);
  for (let row = 0; row < block.rowCount; row += step) {
    const [id, from] = [column.ids[row]!, source.ids[row]!];
    if (id > 0 && from > 0 && block.faults[row] === 0) addBoth(tally, own(id), meaning(from));
  }
}

/** Rows in which only the source has a value. */
function gapsIn(column: CleansedColumn | undefined, source: CleansedColumn): number {
  let gaps = 0;
  for (let row = 0; row < source.ids.length; row++)
    if (source.ids[row]! > 0 && (column === undefined || column.ids[row] === 0)) gaps++;
  return gaps;
}

function addBoth(tally: Tally, own: string, other: string | null): void {
  tally.both++;
  if (own !== other) return;
  tally.agreeing++;
  if (tally.values.size < fewestValues) tally.values.add(own);
}

/** Texts of a column by the numbers its rows have, each made once. */
function textsOf(column: CleansedColumn): (id: number) => string {
  const texts: string[] = [];
  return (id) => (texts[id] ??= valueText(column, id - 1));
}

function meaningsOf(source: CleansedColumn, read: ReadSource): (id: number) => string | null {
  const meanings: (string | null)[] = [];
  return (id) => {
    const known = meanings[id];
    return known === undefined ? (meanings[id] = read(valueText(source, id - 1))) : known;
  };
}
