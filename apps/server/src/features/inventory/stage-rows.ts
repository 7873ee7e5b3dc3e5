import { type CleansedColumn, valueText } from '@landfall/domain/cleansing/cleansed-block';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
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
import {
  keyUndecided,
  type KeyWriting,
  keyWriting,
  writeName,
} from '@landfall/domain/entity-resolution/key-bytes';
import type { CopyBinary } from './copy-binary.ts';
import { GroupClasses } from './group-classes.ts';
import type { ImportGroups } from './group-plan.ts';
import { fixedColumns, type StageShape } from './stage-columns.ts';
import { type FieldColumns, type Place, StagedField } from './staged-field.ts';
import type { NameStarts } from './write-order.ts';

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
  readonly #sourceSystem: string | null;
  readonly #fields: readonly StagedField[];
  readonly #columnCount: number;
  readonly #classes: GroupClasses;
  readonly #strong: readonly KeySource[];
  readonly #hostname: KeySource;
  readonly #scratch = new Uint8Array(1024);
  /** Normalised name of the group added last, the beginning of a very long one. */
  readonly #name = Buffer.alloc(1024);
  #nameLength = 0;
  readonly #names: FieldColumns;
  /** For each field the row that gives its value to the group at hand; -1 for none. */
  readonly #sources: Int32Array;
  readonly #custom: readonly { readonly field: string; readonly key: string }[];
  readonly #json = new WeakMap<CleansedColumn, string[]>();

  constructor(plan: ImportGroups, shape: StageShape, sourceSystem: string | null) {
    this.#plan = plan;
    this.#sourceSystem = sourceSystem;
    const columnsOf = (field: string): FieldColumns => plan.rows.columns(field);
    const keySource = (kind: KeyKind): KeySource => ({
      columns: columnsOf(kind),
      writing: keyWriting(kind, sourceSystem),
    });
    this.#strong = strongKinds.map(keySource);
    this.#hostname = keySource('hostname');
    this.#custom = shape.custom.map(({ field, name }) => ({ field, key: `${JSON.stringify(name)}:` }));
    this.#fields = shape.fields.map((field) => new StagedField(field, columnsOf(field.field)));
    this.#sources = new Int32Array(this.#fields.length);
    this.#names = shape.hasName ? columnsOf('name') : [];
    this.#columnCount = fixedColumns.length + shape.fields.length;
    this.#classes = new GroupClasses(plan, this.#names);
  }

  /** Appends the group of a lead row, to be stored as the asset with this id of 16 bytes. */
  add(out: CopyBinary, lead: number, assetId: Uint8Array): void {
    const plan = this.#plan;
    const place = this.#placeOf(lead);
    const isAlone = plan.memberCount(lead) === 1;
    const kind = this.#classes.of(lead, place, isAlone);
    out.beginRow(this.#columnCount);
    out.addInteger(lead + 1);
    out.addBytes(assetId, 0, assetId.length);
    this.#addNames(out, lead, place);
    out.addWord(kind.type);
    out.addWord(kind.source);
    if (kind.rule === null) out.addNull();
    else out.addWord(kind.rule);
    out.addFloat(kind.confidence);
    this.#addKeys(out, lead, place);
    out.addJson(this.#customAttributes(lead));
    if (isAlone) this.#addAlone(out, place);
    else this.#addMerged(out, lead);
  }

  /** Keeps the normalised name of the group added last. */
  keepName(names: NameStarts, at: number): void {
    names.set(at, this.#name, this.#nameLength);
  }

  /** Adds the name of a group and its normal form, of which it keeps the beginning. */
  #addNames(out: CopyBinary, lead: number, { block, index }: Place): void {
    const column = this.#names[block];
    const id = column?.ids[index] ?? 0;
    if (column !== undefined && id > 0) {
      const start = id === 1 ? 0 : column.ends[id - 2]!;
      const end = column.ends[id - 1]!;
      const fits = end - start <= this.#name.length;
      const length = fits ? writeName(column.bytes, start, end, this.#name, 0) : keyUndecided;
      if (length !== keyUndecided) {
        out.addBytes(column.bytes, start, end);
        out.addBytes(this.#name, 0, length);
        this.#nameLength = length;
        return;
      }
    }
    const name = nameOfGroup(this.#plan, lead);
    const normalised = nameKey(name);
    out.addText(name);
    out.addText(normalised);
    this.#nameLength = this.#name.write(normalised);
  }

  #addAlone(out: CopyBinary, place: Place): void {
    out.addNull();
    for (const field of this.#fields) field.add(out, place);
  }

  /** Adds where the values of a group of several rows come from, then the values. */
  #addMerged(out: CopyBinary, lead: number): void {
    const sources = this.#sources;
    for (const [index, { field }] of this.#fields.entries())
      sources[index] = this.#plan.sourceRow(field, lead);
    out.addJson(this.#provenance(lead));
    for (const [index, field] of this.#fields.entries()) {
      const row = sources[index]!;
      if (row < 0) out.addNull();
      else if (field.isList && !this.#isSameList(field, lead, row)) this.#addUnion(out, field.field, lead);
      else field.addAnywhere(out, this.#placeOf(row));
    }
  }

  /** True when every row of a group that has the list has the one of this row. */
  #isSameList(field: StagedField, lead: number, row: number): boolean {
    const first = this.#placeOf(row);
    for (const member of this.#plan.members(lead)) {
      if (member !== row && !field.isSameOrNone(first, this.#placeOf(member))) return false;
    }
    return true;
  }

  #placeOf(row: number): Place {
    const { rows } = this.#plan;
    const block = rows.blockOf(row);
    return { block, index: row - rows.startOf(block) };
  }

  /** Adds the group's own strong keys and its host name; its lead row is at a place. */
  #addKeys(out: CopyBinary, lead: number, place: Place): void {
    const own = this.#plan.ownKeys(lead);
    for (let bit = 0; bit < strongKinds.length; bit++) {
      if (((own >> bit) & 1) === 0) out.addNull();
      else if (!this.#addKeyBytes(out, this.#strong[bit]!, place))
        out.addText(this.#key(strongKinds[bit]!, lead));
    }
    if (!this.#addKeyBytes(out, this.#hostname, place)) out.addText(this.#key('hostname', lead));
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
    for (const [index, { field }] of this.#fields.entries()) {
      const row = this.#sources[index]!;
      if (row >= 0 && row !== lead) fields[field] = row + 1;
    }
    const rows = Array.from(this.#plan.members(lead), (row) => row + 1).filter((row) => row !== lead + 1);
    return JSON.stringify({ rows, fields });
  }
}
