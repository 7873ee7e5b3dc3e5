import { ByteDictionary } from '@landfall/domain/cleansing/byte-dictionary';
import type { KeyColumn } from '@landfall/domain/entity-resolution/group-rows';
import type { IdentityKind } from '@landfall/domain/entity-resolution/identity-keys';
import type { WrittenKind } from '@landfall/domain/entity-resolution/key-bytes';
import { nextTurn } from '../../platform/next-turn.ts';
import type { CleansedRows } from './cleansed-rows.ts';
import { InternedNames } from './interned-names.ts';
import { kindsAtOnce, type NumberedKeys } from './key-numbers.ts';
import { KeyRound, numberRound, roundsOf, writtenKinds } from './key-round.ts';

/** The values of the keys of some kinds, found by their numbers and the other way round. */
export type KeyValues = Readonly<Partial<Record<IdentityKind, ByteDictionary>>>;

/** The rows of an import with the numbers of their keys. */
export interface NumberedRows {
  readonly rows: CleansedRows;
  readonly sourceSystem: string | null;
  /** Bytes that values of keys take at once. */
  readonly valueBytes: number;
  readonly keys: Readonly<Record<WrittenKind, NumberedKeys>>;
  readonly names: InternedNames;
}

/**
 * The values of all keys of an import, which serve to look up what the inventory holds. They are held when there is
 * room for those of all kinds, until they are let go; else they are made again from the rows.
 */
export class ImportValues {
  readonly #rows: CleansedRows;
  readonly #sourceSystem: string | null;
  readonly #valueBytes: number;
  readonly #numbers: ReadonlyMap<WrittenKind, KeyColumn>;
  readonly #names: InternedNames;
  #held: KeyValues | undefined;

  constructor({ rows, sourceSystem, valueBytes, keys, names }: NumberedRows) {
    this.#rows = rows;
    this.#sourceSystem = sourceSystem;
    this.#valueBytes = valueBytes;
    this.#numbers = new Map(writtenKinds.map((kind) => [kind, keys[kind]] as const));
    this.#names = names;
    const held = writtenKinds.map((kind) => [kind, keys[kind].values] as const);
    if (held.every(([, values]) => values !== undefined)) this.#held = Object.fromEntries(held);
    else names.forgetValues();
  }

  /** Lets go of all values. */
  forget(): void {
    this.#held = undefined;
    this.#names.forgetValues();
  }

  /** Shows the values of all kinds at once where they are held, else of some after the other. Others run in between. */
  async each(look: (values: KeyValues) => Promise<void>): Promise<void> {
    if (this.#held !== undefined) return look({ ...this.#held, name: await this.#nameValues() });
    await look({ name: await this.#nameValues() });
    this.#names.forgetValues();
    const atOnce = kindsAtOnce(this.#rows.rowCount, this.#valueBytes);
    for (const kinds of roundsOf(writtenKinds, atOnce)) await look(await this.#valuesOf(kinds));
  }

  async #valuesOf(kinds: readonly WrittenKind[]): Promise<KeyValues> {
    const setup = { rows: this.#rows.rowCount, sourceSystem: this.#sourceSystem };
    const round = new KeyRound(setup, kinds);
    try {
      const found = await numberRound(round, this.#rows);
      const values = kinds.map((kind) => {
        const keys = found[kind];
        if (keys === undefined || !haveSameNumbers(keys, this.#numbers.get(kind)))
          throw new Error(`The ${kind} keys of the rows have other numbers than before.`);
        return [kind, keys.values] as const;
      });
      return Object.fromEntries(values);
    } finally {
      round.close();
    }
  }

  /** The values of the names, numbered in turns unless they are held. */
  async #nameValues(): Promise<ByteDictionary> {
    await this.#names.prepare();
    const { values, size } = this.#names.result();
    if (values !== undefined || size === 0) return values ?? new ByteDictionary();
    const again = new InternedNames(this.#rows.rowCount);
    for (const [index, block] of this.#rows.blocks.entries()) {
      again.add(block, this.#rows.startOf(index));
      await again.prepare();
      await nextTurn();
    }
    return again.result().values ?? new ByteDictionary();
  }
}

function haveSameNumbers({ ids, size }: KeyColumn, other: KeyColumn | undefined): boolean {
  return other?.size === size && ids.every((id, row) => id === other.ids[row]);
}
