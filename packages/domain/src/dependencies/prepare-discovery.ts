import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import { columnTexts, textColumn, withColumns } from '../cleansing/text-column.ts';
import { hostnameKey, nameKey } from '../entity-resolution/identity-keys.ts';
import { AssetClassifier } from '../inventory/classify-asset.ts';
import { hostFields, hostPrefix } from './dependency-rows.ts';

const statedSources = ['source_name', 'source_ip'] as const;
const applicationNames = ['application_name', 'name', 'application_id', 'external_id'] as const;
/** Fields that tell what a row itself is; others may tell of its machine. */
const typeFields = ['name', 'asset_subtype'] as const;

/**
 * Reads a block of a discovery file as its category means it: a row that names an application and a machine is
 * about the application, and the machine is what it runs on. So the machine's name and address are kept apart from
 * those of the row's own asset, and a row of no other stated type is an application.
 */
export function prepareDiscoveryBlock(block: CleansedBlock): CleansedBlock {
  const rows = new BlockTexts(block);
  const machines = Object.fromEntries(hostFields.map((field) => [field, rows.texts(field).slice()]));
  const hosts = Object.fromEntries(hostFields.map((field) => [field, rows.empty()]));
  const types = rows.texts('asset_type').slice();
  const classifier = new AssetClassifier();
  for (let row = 0; row < block.rowCount; row++) {
    const statesSource = statedSources.some((field) => rows.texts(field)[row] !== null);
    if (statesSource || !namesApplication(rows, row)) continue;
    if (runsElsewhere(rows, row)) moveHost({ from: machines, to: hosts }, row);
    else if (statesMachine(rows, row)) continue;
    types[row] ??= typeOf(classifier, rows, row);
  }
  const columns = [
    ...hostFields.filter((field) => rows.has(field)).map((field) => textColumn(field, machines[field] ?? [])),
    ...hostFields
      .filter((field) => hosts[field]?.some((text) => text !== null) === true)
      .map((field) => textColumn(`${hostPrefix}${field}`, hosts[field] ?? [])),
    ...(types.some((type) => type !== null) ? [textColumn('asset_type', types)] : []),
  ];
  return withColumns(block, columns);
}

/** Texts of the columns of a block, decoded when first asked for. */
class BlockTexts {
  readonly #block: CleansedBlock;
  readonly #columns = new Map<string, readonly (string | null)[]>();

  constructor(block: CleansedBlock) {
    this.#block = block;
  }

  has(field: string): boolean {
    return this.#block.columns.some((column) => column.field === field);
  }

  texts(field: string): readonly (string | null)[] {
    let texts = this.#columns.get(field);
    if (texts === undefined) {
      texts = columnTexts(this.#block, field);
      this.#columns.set(field, texts);
    }
    return texts;
  }

  empty(): (string | null)[] {
    return Array.from({ length: this.#block.rowCount }, () => null);
  }
}

type Columns = Readonly<Record<string, (string | null)[]>>;

function moveHost({ from, to }: { readonly from: Columns; readonly to: Columns }, row: number): void {
  for (const field of hostFields) {
    to[field]![row] = from[field]![row] ?? null;
    from[field]![row] = null;
  }
}

function namesApplication(rows: BlockTexts, row: number): boolean {
  return applicationNames.some((field) => rows.texts(field)[row] !== null);
}

function statesMachine(rows: BlockTexts, row: number): boolean {
  return rows.texts('hostname')[row] !== null || rows.texts('fqdn')[row] !== null;
}

/** True when the machine a row names is not what its own name already says. */
function runsElsewhere(rows: BlockTexts, row: number): boolean {
  const machine = rows.texts('fqdn')[row] ?? rows.texts('hostname')[row] ?? null;
  if (rows.texts('application_name')[row] !== null)
    return machine !== null || rows.texts('ip_address')[row] !== null;
  const name = rows.texts('name')[row] ?? null;
  if (machine === null || name === null) return false;
  return nameKey(name) !== nameKey(machine) && hostnameKey(name) !== hostnameKey(machine);
}

function typeOf(classifier: AssetClassifier, rows: BlockTexts, row: number): string {
  const read = (field: string): string | null =>
    typeFields.some((known) => known === field) ? (rows.texts(field)[row] ?? null) : null;
  const { type } = classifier.classify(read);
  return type === 'other' ? 'application' : type;
}
