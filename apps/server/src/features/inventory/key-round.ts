import type { CleansedBlock } from '@landfall/domain/cleansing/cleansed-block';
import type { WrittenKind } from '@landfall/domain/entity-resolution/key-bytes';
import { nextTurn } from '../../platform/next-turn.ts';
import type { CleansedRows } from './cleansed-rows.ts';
import { type InternedKeys, KeyNumbers } from './key-numbers.ts';
import { type KeysApart, openKeys } from './keys-apart.ts';

/** Kinds whose keys are numbered apart, in two threads for a large import: together most of the work. */
const kindsApart: readonly (readonly WrittenKind[])[] = [
  ['uuid', 'hostname'],
  ['fqdn', 'ip_address', 'mac_address'],
];
const kindsHere: readonly WrittenKind[] = ['external_id', 'serial_number'];

/** Kinds in the order they are numbered in: neighbours by different threads. */
export const writtenKinds = [
  'uuid',
  'fqdn',
  'external_id',
  'hostname',
  'ip_address',
  'serial_number',
  'mac_address',
] as const satisfies readonly WrittenKind[];

/** Kinds in runs of so many. */
export function roundsOf(kinds: readonly WrittenKind[], atOnce: number): WrittenKind[][] {
  return Array.from({ length: Math.ceil(kinds.length / atOnce) }, (_, round) =>
    kinds.slice(round * atOnce, (round + 1) * atOnce),
  );
}

/** Shows a round all rows of an import again; answers the keys of its kinds. Others run between two blocks. */
export async function numberRound(
  round: KeyRound,
  rows: CleansedRows,
): Promise<Partial<Record<WrittenKind, InternedKeys>>> {
  for (const [index, block] of rows.blocks.entries()) {
    await round.add(block, rows.startOf(index));
    await nextTurn();
  }
  return round.result();
}

/** Numbers the keys of some kinds, block after block. */
export class KeyRound {
  readonly #numbers: readonly KeyNumbers[];
  readonly #apart: KeysApart;

  constructor(
    { rows, sourceSystem }: { readonly rows: number; readonly sourceSystem: string | null },
    kinds: readonly WrittenKind[],
  ) {
    const isWanted = (kind: WrittenKind): boolean => kinds.includes(kind);
    this.#numbers = kindsHere.filter(isWanted).map((kind) => new KeyNumbers(rows, kind, sourceSystem));
    const [one = [], other = []] = kindsApart;
    this.#apart = openKeys({ rows, sourceSystem }, [one.filter(isWanted), other.filter(isWanted)]);
  }

  /** Takes the next block, whose first row is `row`, counted from 0; resolves when there is room for one more. */
  add(block: CleansedBlock, row: number): Promise<unknown> {
    const room = this.#apart.add(block, row);
    for (const numbers of this.#numbers) {
      const column = block.columns.find(({ field }) => field === numbers.kind);
      if (column !== undefined) numbers.add(column, row);
    }
    return room;
  }

  /** The keys of each kind. */
  async result(): Promise<Partial<Record<WrittenKind, InternedKeys>>> {
    const here = this.#numbers.map((numbers) => [numbers.kind, numbers.result()] as const);
    return { ...Object.fromEntries(here), ...(await this.#apart.result()) };
  }

  /** Lets go of what is not finished. */
  close(): void {
    this.#apart.close();
  }
}
