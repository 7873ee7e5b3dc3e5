import {
  type KeyColumn,
  ownersOf,
  type RowGroups,
  sharedKey,
} from '@landfall/domain/entity-resolution/group-rows';
import type { RejectReason } from '@landfall/domain/inventory/row-results';
import type { GroupFacts } from '@landfall/domain/entity-resolution/match-groups';
import { nextTurn } from '../../platform/next-turn.ts';
import { addressNumber, hardwareNumber } from './existing-assets.ts';
import type { CleansedRows } from './cleansed-rows.ts';
import type { ImportKeys } from './row-keys.ts';

const none = -1;

/** Groups of an import with their members and the rows their values come from. */
export abstract class ImportGroups {
  readonly rows: CleansedRows;
  readonly leadOf: Int32Array;
  readonly eligible: Uint8Array;
  readonly #memberStart: Int32Array;
  readonly #members: Int32Array;

  constructor(rows: CleansedRows, leadOf: Int32Array, eligible: Uint8Array) {
    this.rows = rows;
    this.leadOf = leadOf;
    this.eligible = eligible;
    [this.#memberStart, this.#members] = membersByLead(leadOf);
  }

  /**
   * Makes the groups readable in the order of their lead rows: copies the rows that lie far from those. Others run in
   * between.
   */
  async bringMembersNear(): Promise<void> {
    if (!this.rows.isPacked) return;
    const far = farMembers(this);
    for (const _ of this.rows.bringNear(far)) await nextTurn();
  }

  /** Which strong keys no other group of the file states, one bit a kind; see `ownKeysAt`. */
  abstract ownKeys(lead: number): number;

  isLead(row: number): boolean {
    return this.leadOf[row] === row && this.eligible[row] === 1;
  }

  /** How many rows the group of a lead row has. */
  memberCount(lead: number): number {
    return this.#memberStart[lead + 1]! - this.#memberStart[lead]!;
  }

  /** Rows of the group of a lead row, in file order. */
  members(lead: number): Int32Array {
    return this.#members.subarray(this.#memberStart[lead], this.#memberStart[lead + 1]);
  }

  /** The row a group's value of a field comes from: the lead, else the first member that has one; -1 for none. */
  sourceRow(field: string, lead: number): number {
    if (this.rows.has(field, lead)) return lead;
    if (this.memberCount(lead) === 1) return none;
    for (const row of this.members(lead)) if (this.rows.has(field, row)) return row;
    return none;
  }

  /** Canonical text of a group's field; null when no row states it. */
  value(field: string, lead: number): string | null {
    const row = this.sourceRow(field, lead);
    return row === none ? null : this.rows.value(field, row);
  }

  /** Makes all rows of a group in memory forget a field; answers how many stated it. */
  forget(field: string, lead: number): number {
    let lost = 0;
    for (const row of this.members(lead)) lost += this.forgetIn(field, row) ? 1 : 0;
    return lost;
  }

  /** Forgets a field of one row; false when the row does not state it. */
  forgetIn(field: string, row: number): boolean {
    const block = this.rows.blockOf(row);
    const ids = this.rows.columns(field).at(block)?.ids;
    const index = this.rows.indexIn(block, row);
    if (ids === undefined || ids[index] === 0) return false;
    ids[index] = 0;
    return true;
  }

  /** Number in `ids` of the lead, else of the first member that has one; -1 for none. */
  firstOf(ids: Int32Array, lead: number): number {
    const own = ids[lead]!;
    if (own >= 0 || this.memberCount(lead) === 1) return own;
    for (const row of this.members(lead)) if (ids[row]! >= 0) return ids[row]!;
    return none;
  }
}

/** What a stored preview says of each row. */
export interface StoredGroups {
  readonly leadOf: Int32Array;
  readonly eligible: Uint8Array;
  /** For each lead row which strong keys are its group's alone, one bit a kind. */
  readonly ownKeys: Uint8Array;
  /** Lead rows of the groups that become new assets, ascending. */
  readonly created: Int32Array;
}

/** Groups as a stored preview says; what they are matched with is not known any more. */
export class PreviewedGroups extends ImportGroups {
  readonly stored: StoredGroups;

  constructor(rows: CleansedRows, stored: StoredGroups) {
    super(rows, stored.leadOf, stored.eligible);
    this.stored = stored;
  }

  get created(): Int32Array {
    return this.stored.created;
  }

  ownKeys(lead: number): number {
    return this.stored.ownKeys[lead] ?? 0;
  }
}

/** Groups with everything that matching against the inventory compares. */
export class GroupPlan extends ImportGroups {
  readonly keys: ImportKeys;
  /** Readable rows that a decision leaves out. */
  readonly leftOut: ReadonlyMap<number, RejectReason>;
  readonly #strong: readonly KeyColumn[];
  readonly #strongOwners: readonly Int32Array[];
  readonly #hostnameOwners: Int32Array;
  readonly #addressOwners: Int32Array;
  readonly #hardwareOwners: Int32Array;
  readonly #withheld = new Map<number, number>();
  /** Types of groups that forgot them. */
  readonly #types = new Map<number, string>();

  constructor(
    rows: CleansedRows,
    keys: ImportKeys,
    groups: RowGroups & { readonly leftOut?: ReadonlyMap<number, RejectReason> },
  ) {
    const { external_id, uuid, serial_number, fqdn } = keys.interned;
    super(rows, groups.leadOf, keys.eligible);
    this.keys = keys;
    this.leftOut = groups.leftOut ?? new Map();
    this.#strong = [external_id, uuid, serial_number, fqdn];
    const owners = (column: KeyColumn): Int32Array => ownersOf(column, groups, keys.eligible);
    this.#strongOwners = this.#strong.map(owners);
    this.#hostnameOwners = owners(keys.hostname);
    this.#addressOwners = owners(keys.interned.ip_address);
    this.#hardwareOwners = owners(keys.interned.mac_address);
  }

  /** A type that is forgotten still tells what the group may be matched with, as its keys do. */
  override forget(field: string, lead: number): number {
    const type = field === 'asset_type' ? this.value(field, lead) : null;
    if (type !== null) this.#types.set(lead, type);
    return super.forget(field, lead);
  }

  /** Leaves strong keys, one bit a kind, out of those a group may give an asset: others hold them. */
  withholdKeys(lead: number, kinds: number): void {
    this.#withheld.set(lead, kinds);
  }

  ownKeys(lead: number): number {
    let mask = 0;
    for (let kind = 0; kind < this.#strong.length; kind++)
      if (this.#ownStrong(kind, lead) >= 0) mask |= 1 << kind;
    return mask & ~(this.#withheld.get(lead) ?? 0);
  }

  /** Number of the strong key of a kind that rows of the group state, -1 when other groups state it too. */
  #ownStrong(kind: number, lead: number): number {
    const stated = this.firstOf(this.#strong[kind]!.ids, lead);
    return stated >= 0 && this.#strongOwners[kind]?.[stated] === lead ? stated : none;
  }

  facts(lead: number): GroupFacts {
    const strong = this.#strong.map(({ ids }) => this.firstOf(ids, lead));
    const hostname = this.firstOf(this.keys.hostname.ids, lead);
    const { ip_address: ips, mac_address: macs, name } = this.keys.interned;
    const ip = ips.ids[lead]!;
    const mac = macs.ids[lead]!;
    return {
      strong,
      ownStrong: strong.map((_, kind) => this.#ownStrong(kind, lead)),
      hostname,
      hostnameIsOwn: hostname >= 0 && this.#hostnameOwners[hostname] !== sharedKey,
      name: name.ids[lead]!,
      // Without a column of names and a host name, another identifier has been taken for one.
      nameStandsIn: hostname < 0 && this.keys.name.ids[lead]! < 0,
      addresses: [...(ip >= 0 ? [addressNumber(ip)] : []), ...(mac >= 0 ? [hardwareNumber(mac)] : [])],
      ownAddresses: [
        ...(ip >= 0 && this.#addressOwners[ip] === lead ? [addressNumber(ip)] : []),
        ...(mac >= 0 && this.#hardwareOwners[mac] === lead ? [hardwareNumber(mac)] : []),
      ],
      assetType: this.#types.get(lead) ?? this.value('asset_type', lead),
    };
  }
}

/** Rows that are not in the block of their lead row and not next to it, ascending. */
function farMembers({ rows, leadOf }: ImportGroups): Int32Array {
  const isFar = (lead: number, row: number): boolean => Math.abs(rows.blockOf(row) - rows.blockOf(lead)) > 1;
  let count = 0;
  for (let row = 0; row < leadOf.length; row++) if (leadOf[row] !== row && isFar(leadOf[row]!, row)) count++;
  const far = new Int32Array(count);
  for (let row = 0, at = 0; at < count; row++)
    if (leadOf[row] !== row && isFar(leadOf[row]!, row)) far[at++] = row;
  return far;
}

/** For each lead row the range of its members in the second array, which holds rows in file order. */
function membersByLead(leadOf: Int32Array): [Int32Array, Int32Array] {
  const start = new Int32Array(leadOf.length + 1);
  for (const lead of leadOf) start[lead + 1]!++;
  for (let row = 0; row < leadOf.length; row++) start[row + 1]! += start[row]!;
  const next = start.slice();
  const members = new Int32Array(leadOf.length);
  for (let row = 0; row < leadOf.length; row++) members[next[leadOf[row]!]!++] = row;
  return [start, members];
}
