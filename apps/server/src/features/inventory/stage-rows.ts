import { type CleansedColumn, valueText } from '@landfall/domain/cleansing/cleansed-block';
import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import {
  type AssetClass,
  classifyAsset,
  hintsAtType,
  structureFields,
  typeFields,
} from '@landfall/domain/inventory/classify-asset';
import { nameFallbacks, type StoredField } from '@landfall/domain/inventory/stored-fields';
import { arrayLiteral, type CopyText } from './copy-text.ts';
import type { GroupPlan } from './group-plan.ts';
import type { StageShape } from './stage-columns.ts';

const strongKinds = ['external_id', 'uuid', 'serial_number', 'fqdn'] as const;

/** Writes groups as rows of the staging table. */
export class StageRows {
  readonly #plan: GroupPlan;
  readonly #shape: StageShape;
  readonly #classes = new Map<string, AssetClass>();
  readonly #lists = new WeakMap<CleansedColumn, Map<number, Buffer>>();
  readonly #columns: ReadonlyMap<string, readonly (CleansedColumn | undefined)[]>;

  constructor(plan: GroupPlan, shape: StageShape) {
    this.#plan = plan;
    this.#shape = shape;
    this.#columns = new Map(shape.fields.map(({ field }) => [field, plan.rows.columns(field)]));
  }

  /** Appends the group of a lead row, to be stored as the asset with this id. */
  add(out: CopyText, lead: number, assetId: string): void {
    const plan = this.#plan;
    const kind = this.#classOf(lead);
    out.addNumber(lead + 1);
    out.addText(assetId);
    out.addText(this.nameOf(lead));
    this.#addKey(out, 'name', plan.keys.interned.name.ids[lead]!);
    out.addText(kind.type);
    out.addText(kind.source);
    out.addText(kind.rule);
    if (kind.confidence === null) out.addNull();
    else out.addNumber(kind.confidence);
    for (const [index, key] of strongKinds.entries()) this.#addKey(out, key, plan.ownStrong(index, lead));
    this.#addKey(out, 'hostname', plan.hostname(lead));
    out.addText(this.#customAttributes(lead));
    out.addText(this.#provenance(lead));
    const isAlone = plan.members(lead).length === 1;
    for (const field of this.#shape.fields) {
      if (isAlone || field.kind !== 'text[]')
        this.#addField(out, field, isAlone ? lead : plan.sourceRow(field.field, lead));
      else this.#addUnion(out, field, lead);
    }
    out.endRow();
  }

  /** Name of a group: its own, else the best of its other identifiers. */
  nameOf(lead: number): string {
    const plan = this.#plan;
    for (const field of ['name', ...nameFallbacks]) {
      const value = plan.value(field, lead);
      if (value !== null) return value.split(listSeparator, 1)[0] ?? value;
    }
    throw new Error(`Row ${lead + 1} leads a group without any identity.`);
  }

  #addKey(out: CopyText, kind: (typeof strongKinds)[number] | 'name' | 'hostname', id: number): void {
    if (id < 0) return out.addNull();
    const { values } = this.#plan.keys.interned[kind];
    out.addBytes(values.bytes, values.startOf(id), values.ends[id]!);
  }

  #addField(out: CopyText, field: StoredField, row: number): void {
    const { rows } = this.#plan;
    const block = row < 0 ? 0 : rows.blockOf(row);
    const column = row < 0 ? undefined : this.#columns.get(field.field)?.[block];
    const id = column?.ids[row - rows.startOf(block)] ?? 0;
    if (column === undefined || id === 0) return out.addNull();
    if (field.kind === 'text[]') {
      const literal = this.#listLiteral(column, id - 1);
      out.addBytes(literal, 0, literal.length);
    } else out.addBytes(column.bytes, id === 1 ? 0 : column.ends[id - 2]!, column.ends[id - 1]!);
  }

  #listLiteral(column: CleansedColumn, id: number): Buffer {
    let literals = this.#lists.get(column);
    if (literals === undefined) {
      literals = new Map();
      this.#lists.set(column, literals);
    }
    let literal = literals.get(id);
    if (literal === undefined) {
      literal = Buffer.from(arrayLiteral(valueText(column, id).split(listSeparator)));
      literals.set(id, literal);
    }
    return literal;
  }

  /** Items of all rows of a group, those of the lead first. */
  #addUnion(out: CopyText, field: StoredField, lead: number): void {
    const { rows } = this.#plan;
    const items = new Set(rows.value(field.field, lead)?.split(listSeparator));
    for (const row of this.#plan.members(lead)) {
      for (const item of rows.value(field.field, row)?.split(listSeparator) ?? []) items.add(item);
    }
    out.addText(items.size === 0 ? null : arrayLiteral([...items]));
  }

  #customAttributes(lead: number): string {
    const { custom } = this.#shape;
    if (custom.length === 0) return '{}';
    const values = custom.map(({ field, name }) => [name, this.#plan.value(field, lead)] as const);
    return JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== null)));
  }

  /** Further rows of a group and the fields whose value one of them gave; null for a group of one row. */
  #provenance(lead: number): string | null {
    const members = this.#plan.members(lead);
    if (members.length === 1) return null;
    const fields: Record<string, number> = {};
    for (const { field } of this.#shape.fields) {
      const row = this.#plan.sourceRow(field, lead);
      if (row >= 0 && row !== lead) fields[field] = row + 1;
    }
    const rows = Array.from(members, (row) => row + 1).filter((row) => row !== lead + 1);
    return JSON.stringify({ rows, fields });
  }

  /** Type of a group; groups that agree in the few fields that decide it are classified once. */
  #classOf(lead: number): AssetClass {
    const plan = this.#plan;
    const name = this.#shape.hasName ? plan.value('name', lead) : null;
    if (name !== null && hintsAtType(name)) return classifyAsset((field) => plan.value(field, lead));
    const signature = this.#signature(lead);
    let known = this.#classes.get(signature);
    if (known === undefined) {
      known = classifyAsset((field) => plan.value(field, lead));
      if (this.#classes.size < 50_000) this.#classes.set(signature, known);
    }
    return known;
  }

  /** Everything but the name that the type of a group depends on. */
  #signature(lead: number): string {
    const plan = this.#plan;
    let signature = '';
    for (const field of typeFields) signature += `${plan.value(field, lead) ?? ''}\n`;
    for (const field of structureFields) signature += plan.sourceRow(field, lead) >= 0 ? '1' : '0';
    return signature;
  }
}
