import { type CleansedColumn, valueText } from '@landfall/domain/cleansing/cleansed-block';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import {
  type AssetClass,
  AssetClassifier,
  hintsAtType,
  structureFields,
  typeFields,
} from '@landfall/domain/inventory/classify-asset';
import { nameFallbacks } from '@landfall/domain/inventory/stored-fields';
import {
  externalIdKey,
  fqdnKey,
  hostnameKey,
  nameKey,
  serialKey,
  type StrongKind,
  strongKinds,
  uuidKey,
} from '@landfall/domain/entity-resolution/identity-keys';
import { keyUndecided, type KeyWriting, keyWriting } from '@landfall/domain/entity-resolution/key-bytes';
import type { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import { fixedColumns, type StageShape } from './stage-columns.ts';
import { type FieldColumns, type Place, StagedField } from './staged-field.ts';

type KeyKind = StrongKind | 'hostname';

const normalForm: Readonly<Record<KeyKind, (text: string, sourceSystem: string | null) => string | null>> = {
  external_id: externalIdKey,
  uuid: uuidKey,
  serial_number: serialKey,
  fqdn: fqdnKey,
  hostname: hostnameKey,
};

/** Name of a group: its own, else the best of its other identifiers. */
export function nameOfGroup(plan: ImportGroups, lead: number): string {
  for (const field of nameFields) {
    if (!plan.rows.fields.has(field)) continue;
    const value = plan.value(field, lead);
    if (value === null) continue;
    const end = value.indexOf(listSeparator);
    return end < 0 ? value : value.slice(0, end);
  }
  throw new Error(`Row ${lead + 1} leads a group without any identity.`);
}

const nameFields = ['name', ...nameFallbacks];

/** Where keys of a kind come from and how they are written. */
interface KeySource {
  readonly columns: FieldColumns;
  readonly writing: KeyWriting;
}

/** Writes groups as rows of the staging table. */
export class StageRows {
  readonly #plan: ImportGroups;
  readonly #shape: StageShape;
  readonly #sourceSystem: string | null;
  readonly #fields: readonly StagedField[];
  readonly #columnCount: number;
  readonly #typeColumns: readonly FieldColumns[];
  readonly #structureColumns: readonly FieldColumns[];
  /** Types of the groups of one block by the numbers of the values that decide them. */
  #classes = new Map<string, AssetClass>();
  readonly #classifier = new AssetClassifier();
  readonly #strong: readonly KeySource[];
  readonly #hostname: KeySource;
  readonly #scratch = new Uint8Array(1024);
  readonly #custom: readonly { readonly field: string; readonly key: string }[];
  readonly #json = new WeakMap<CleansedColumn, string[]>();
  #classBlock = -1;

  constructor(plan: ImportGroups, shape: StageShape, sourceSystem: string | null) {
    this.#plan = plan;
    this.#sourceSystem = sourceSystem;
    this.#shape = shape;
    const columnsOf = (field: string): FieldColumns => plan.rows.columns(field);
    const keySource = (kind: KeyKind): KeySource => ({
      columns: columnsOf(kind),
      writing: keyWriting(kind, sourceSystem),
    });
    this.#strong = strongKinds.map(keySource);
    this.#hostname = keySource('hostname');
    this.#custom = shape.custom.map(({ field, name }) => ({ field, key: `${JSON.stringify(name)}:` }));
    const present = (fields: readonly string[]) =>
      fields.filter((field) => plan.rows.fields.has(field)).map(columnsOf);
    this.#fields = shape.fields.map((field) => new StagedField(field, columnsOf(field.field)));
    this.#columnCount = fixedColumns.length + shape.fields.length;
    this.#typeColumns = present(typeFields);
    this.#structureColumns = present(structureFields);
  }

  /** Appends the group of a lead row, to be stored as the asset with this id; answers its normalised name. */
  add(out: CopyBinary, lead: number, assetId: string): string {
    const plan = this.#plan;
    const block = plan.rows.blockOf(lead);
    const place = { block, index: lead - plan.rows.startOf(block) };
    const isAlone = plan.memberCount(lead) === 1;
    const kind = this.#classOf(lead, place, isAlone);
    out.beginRow(this.#columnCount);
    out.addInteger(lead + 1);
    out.addUuid(assetId);
    const name = nameOfGroup(plan, lead);
    const normalised = nameKey(name);
    out.addText(name);
    out.addText(normalised);
    out.addWord(kind.type);
    out.addWord(kind.source);
    if (kind.rule === null) out.addNull();
    else out.addWord(kind.rule);
    out.addFloat(kind.confidence);
    this.#addKeys(out, lead, isAlone ? place : undefined);
    out.addJson(this.#customAttributes(lead));
    out.addJson(isAlone ? null : this.#provenance(lead));
    for (const field of this.#fields) {
      if (isAlone) field.add(out, place);
      else this.#addMerged(out, field, lead);
    }
    return normalised;
  }

  /** Adds the group's own strong keys and its host name; a group of one row is at a place. */
  #addKeys(out: CopyBinary, lead: number, place: Place | undefined): void {
    const own = this.#plan.ownKeys(lead);
    for (let bit = 0; bit < strongKinds.length; bit++) {
      if (((own >> bit) & 1) === 0) out.addNull();
      else if (place === undefined || !this.#addKeyBytes(out, this.#strong[bit]!, place))
        out.addText(this.#key(strongKinds[bit]!, lead));
    }
    if (place === undefined || !this.#addKeyBytes(out, this.#hostname, place))
      out.addText(this.#key('hostname', lead));
  }

  /** Adds a key of a row without making texts of it; false when that cannot tell the key. */
  #addKeyBytes(out: CopyBinary, { columns, writing }: KeySource, { block, index }: Place): boolean {
    const column = columns[block];
    const id = column?.ids[index] ?? 0;
    if (column === undefined || id === 0) return false;
    const start = id === 1 ? 0 : column.ends[id - 2]!;
    const end = column.ends[id - 1]!;
    if (end - start + writing.extraBytes > this.#scratch.length) return false;
    const length = writing.write(column.bytes, start, end, this.#scratch, 0);
    if (length === keyUndecided) return false;
    out.addBytes(this.#scratch, 0, length);
    return true;
  }

  /** Key of a kind: of the lead, else of the first row of the group that has one. */
  #key(kind: KeyKind, lead: number): string | null {
    const plan = this.#plan;
    const text = plan.rows.value(kind, lead);
    const key = text === null ? null : normalForm[kind](text, this.#sourceSystem);
    if (key !== null || plan.memberCount(lead) === 1) return key;
    for (const row of plan.members(lead)) {
      const other = plan.rows.value(kind, row);
      const found = other === null ? null : normalForm[kind](other, this.#sourceSystem);
      if (found !== null) return found;
    }
    return null;
  }

  /** Value of a group of several rows: the lead's or the first that has one, for lists the items of all. */
  #addMerged(out: CopyBinary, field: StagedField, lead: number): void {
    const { rows } = this.#plan;
    if (field.isList) return this.#addUnion(out, field.field, lead);
    const row = this.#plan.sourceRow(field.field, lead);
    if (row < 0) return out.addNull();
    const block = rows.blockOf(row);
    field.addAnywhere(out, { block, index: row - rows.startOf(block) });
  }

  /** Items of all rows of a group, those of the lead first. */
  #addUnion(out: CopyBinary, field: string, lead: number): void {
    const { rows } = this.#plan;
    const items = new Set(rows.value(field, lead)?.split(listSeparator));
    for (const row of this.#plan.members(lead)) {
      for (const item of rows.value(field, row)?.split(listSeparator) ?? []) items.add(item);
    }
    out.addTexts([...items]);
  }

  /** JSON object of the values without a field of their own. */
  #customAttributes(lead: number): string {
    const { rows } = this.#plan;
    let json = '';
    for (const { field, key } of this.#custom) {
      const row = this.#plan.sourceRow(field, lead);
      if (row < 0) continue;
      const block = rows.blockOf(row);
      const column = rows.columns(field)[block];
      if (column === undefined) continue;
      json += `${json === '' ? '{' : ','}${key}${this.#jsonOf(column, column.ids[row - rows.startOf(block)]! - 1)}`;
    }
    return json === '' ? '{}' : `${json}}`;
  }

  /** A value as JSON text, made once for all rows of its block. */
  #jsonOf(column: CleansedColumn, id: number): string {
    let known = this.#json.get(column);
    if (known === undefined) {
      known = [];
      this.#json.set(column, known);
    }
    return (known[id] ??= JSON.stringify(valueText(column, id)));
  }

  /** Further rows of a group and the fields whose value one of them gave. */
  #provenance(lead: number): string {
    const fields: Record<string, number> = {};
    for (const { field } of this.#fields) {
      const row = this.#plan.sourceRow(field, lead);
      if (row >= 0 && row !== lead) fields[field] = row + 1;
    }
    const rows = Array.from(this.#plan.members(lead), (row) => row + 1).filter((row) => row !== lead + 1);
    return JSON.stringify({ rows, fields });
  }

  /** Type of a group; rows of a block that agree in the few values that decide it are classified once. */
  #classOf(lead: number, place: Place, isAlone: boolean): AssetClass {
    const plan = this.#plan;
    const name = this.#shape.hasName ? plan.value('name', lead) : null;
    if (!isAlone || (name !== null && hintsAtType(name)))
      return this.#classifier.classify((field) => plan.value(field, lead));
    if (this.#classBlock !== place.block) {
      this.#classes = new Map();
      this.#classBlock = place.block;
    }
    const signature = this.#signature(place);
    let known = this.#classes.get(signature);
    if (known === undefined) {
      known = this.#classifier.classify((field) => plan.value(field, lead));
      this.#classes.set(signature, known);
    }
    return known;
  }

  /** Everything but the name that the type of a row depends on, as numbers within its block. */
  #signature({ block, index }: Place): string {
    let signature = '';
    for (const columns of this.#typeColumns) signature += `${columns[block]?.ids[index] ?? 0},`;
    for (const columns of this.#structureColumns)
      signature += (columns[block]?.ids[index] ?? 0) > 0 ? '1' : '0';
    return signature;
  }
}
