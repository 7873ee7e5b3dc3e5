import {
  type CleansedBlock,
  type CleansedColumn,
  decodeBlock,
} from '@landfall/domain/cleansing/cleansed-block';
import { unpackHere } from '../../platform/packing.ts';
import { SharedSlabs } from '../../platform/shared-slabs.ts';

/** A block as it is stored, with what is asked of it most. Plain data in shared memory: any thread can read it. */
export interface PackedBody {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly fields: readonly string[];
  readonly faults: Uint8Array;
  readonly body: Uint8Array;
  /** Bytes its rows take decoded. */
  readonly decodedBytes: number;
}

/** Bytes that the rows of a block take decoded; it is decoded for that unless it is held packed. */
export function decodedBytes(block: CleansedBlock): number {
  if (block instanceof PackedBlock) return block.packed.decodedBytes;
  let total = block.rowCount;
  for (const { ids, ends, bytes } of block.columns) total += ids.byteLength + ends.byteLength + bytes.length;
  return total;
}

/** A block as it is held packed, from its stored body and what was decoded of it. */
export function packedBody(stored: Uint8Array, block: CleansedBlock, slabs = new SharedSlabs()): PackedBody {
  const { firstRow, rowCount } = block;
  // One piece for both: few blocks have faults worth one of their own.
  const memory = slabs.allocate(stored.length + rowCount);
  const [body, faults] = [memory.subarray(0, stored.length), memory.subarray(stored.length)];
  body.set(stored);
  faults.set(block.faults);
  const fields = block.columns.map(({ field }) => field);
  return { firstRow, rowCount, fields, faults, body, decodedBytes: decodedBytes(block) };
}

/** Decoded blocks that are kept: that of the rows at hand and its neighbours, which have most rows of its groups. */
const blocksKept = 4;

/** Decodes packed blocks when somebody looks at them, and keeps those that were looked at last. */
export class DecodedLately {
  readonly #recent = new Map<PackedBody, ReadonlyMap<string, CleansedColumn>>();
  #last: PackedBody | undefined;
  #lastColumns: ReadonlyMap<string, CleansedColumn> = new Map();

  /** Takes what was decoded already. */
  keep(packed: PackedBody, { columns }: Pick<CleansedBlock, 'columns'>): void {
    this.#keep(packed, new Map(columns.map((column) => [column.field, column] as const)));
  }

  columnsOf(packed: PackedBody): ReadonlyMap<string, CleansedColumn> {
    if (packed === this.#last) return this.#lastColumns;
    const known = this.#recent.get(packed);
    this.#recent.delete(packed);
    if (known === undefined) this.keep(packed, decodeBlock(unpackHere(packed.body)));
    else this.#keep(packed, known);
    return this.#lastColumns;
  }

  #keep(packed: PackedBody, columns: ReadonlyMap<string, CleansedColumn>): void {
    this.#recent.set(packed, columns);
    this.#last = packed;
    this.#lastColumns = columns;
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= blocksKept) break;
      this.#recent.delete(oldest);
    }
  }
}

/** A block whose columns are decoded when they are asked for; whoever goes through rows in order decodes each once. */
export class PackedBlock implements CleansedBlock {
  readonly packed: PackedBody;
  readonly #decoded: DecodedLately;

  constructor(packed: PackedBody, decoded: DecodedLately) {
    this.packed = packed;
    this.#decoded = decoded;
  }

  get firstRow(): number {
    return this.packed.firstRow;
  }

  get rowCount(): number {
    return this.packed.rowCount;
  }

  get faults(): Uint8Array {
    return this.packed.faults;
  }

  get columns(): CleansedColumn[] {
    return [...this.#decoded.columnsOf(this.packed).values()];
  }

  column(field: string): CleansedColumn | undefined {
    return this.#decoded.columnsOf(this.packed).get(field);
  }
}

/** Packed blocks that share what is decoded of them. */
export function packedBlocks(bodies: readonly PackedBody[], decoded = new DecodedLately()): PackedBlock[] {
  return bodies.map((body) => new PackedBlock(body, decoded));
}
