import { listSeparator } from '@landfall/domain/cleansing/clean-text';
import type { CopyBinary } from './copy-binary.ts';
import type { ImportGroups } from './group-plan.ts';
import type { Place, StagedField } from './staged-field.ts';

/** A row of a group and where it is. */
interface Member extends Place {
  readonly row: number;
}

/** Writes the values of groups of several rows: of each field the lead's, else the first there is, of lists all. */
export class MergedValues {
  readonly #plan: ImportGroups;
  readonly #fields: readonly StagedField[];
  /** Names of the fields as JSON members begin with. */
  readonly #labels: readonly string[];
  /** For each field the member that gives its value to the group at hand; undefined for none. */
  readonly #sources: (Member | undefined)[];

  constructor(plan: ImportGroups, fields: readonly StagedField[]) {
    this.#plan = plan;
    this.#fields = fields;
    this.#labels = fields.map(({ field }) => `${JSON.stringify(field)}:`);
    this.#sources = fields.map(() => undefined);
  }

  /** Adds where the values of the group come from, then the values. */
  add(out: CopyBinary, lead: number): void {
    const members = this.#membersOf(lead);
    for (let field = 0; field < this.#fields.length; field++)
      this.#sources[field] = sourceOf(this.#fields[field]!, members);
    out.addJson(this.#provenance(members));
    for (let field = 0; field < this.#fields.length; field++)
      this.#addField(out, this.#fields[field]!, { source: this.#sources[field], members });
  }

  /** The rows of a group, its lead first and the others in file order. */
  #membersOf(lead: number): Member[] {
    const { rows } = this.#plan;
    const placed = (row: number): Member => {
      const block = rows.blockOf(row);
      return { row, block, index: rows.indexIn(block, row) };
    };
    const members = [placed(lead)];
    for (const row of this.#plan.members(lead)) if (row !== lead) members.push(placed(row));
    return members;
  }

  /** Further rows of the group and the fields whose value one of them gave. */
  #provenance(members: readonly Member[]): string {
    let fields = '';
    for (let field = 0; field < this.#labels.length; field++) {
      const source = this.#sources[field];
      if (source === undefined || source === members[0]) continue;
      fields += `${fields === '' ? '' : ','}${this.#labels[field]}${source.row + 1}`;
    }
    const others = members.slice(1).map(({ row }) => row + 1);
    return `{"rows":[${others.join(',')}],"fields":{${fields}}}`;
  }

  #addField(
    out: CopyBinary,
    field: StagedField,
    { source, members }: { readonly source: Member | undefined; readonly members: readonly Member[] },
  ): void {
    if (source === undefined) out.addNull();
    else if (field.isList && !hasOneList(field, source, members)) this.#addUnion(out, field.field, members);
    // Only of the block at hand is known what is written already.
    else if (source.block === members[0]?.block) field.cells.add(out, source.block, source.index);
    else field.cells.addOnce(out, source.block, source.index);
  }

  /** Items of all rows of a group, those of the lead first. */
  #addUnion(out: CopyBinary, field: string, members: readonly Member[]): void {
    const { rows } = this.#plan;
    const items = new Set<string>();
    for (const { row } of members)
      for (const item of rows.value(field, row)?.split(listSeparator) ?? []) items.add(item);
    out.addTexts([...items]);
  }
}

/** The lead, else the first of the other rows that has the field. */
function sourceOf({ cells }: StagedField, members: readonly Member[]): Member | undefined {
  for (const member of members) if (cells.has(member.block, member.index)) return member;
  return undefined;
}

/** True when every row of a group that has the list has the one of this row. */
function hasOneList(field: StagedField, source: Member, members: readonly Member[]): boolean {
  for (const member of members) if (member !== source && !field.isSameOrNone(source, member)) return false;
  return true;
}
