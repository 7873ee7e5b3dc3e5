import { assetIdBytesOf } from '@landfall/domain/inventory/row-results';
import { nextTurn } from '../../platform/next-turn.ts';
import { CopyBinary } from './copy-binary.ts';
import { PreviewedGroups, type StoredGroups } from './group-plan.ts';
import { CleansedRows, type SharedRows } from './cleansed-rows.ts';
import type { StageShape } from './stage-columns.ts';
import { StageRows } from './stage-rows.ts';
import { NameStarts, piecesByName } from './write-order.ts';

/** What all groups of an import have in common. Plain data: it may cross to another thread. */
export interface StageSetup {
  readonly rows: SharedRows;
  readonly groups: StoredGroups;
  readonly shape: StageShape;
  readonly importId: string;
  readonly sourceSystem: string | null;
}

/** Groups to be written out, by their lead rows counted from 0. */
export type StageTask =
  | {
      readonly kind: 'new';
      /** In the order of the file, which is how their values lie in memory. */
      readonly leads: Int32Array;
      readonly perPiece: number | undefined;
      /** Memory of pieces that are done with, to be written into again. */
      readonly spare: readonly ArrayBuffer[];
    }
  | {
      readonly kind: 'changes';
      readonly leads: Int32Array;
      /** The sixteen bytes of the asset of each, one after the other. */
      readonly assetIds: Uint8Array;
    };

/** Groups written out as rows of binary COPY. */
export interface WrittenGroups {
  readonly count: number;
  /** Source rows of these groups. */
  readonly sourceRows: number;
  readonly rows: Uint8Array;
}

/** Few, because others move on only between two turns. */
const groupsPerTurn = 128;
const idLength = 16;

/** Writes out groups of one import, task after task. */
export class StageWork {
  readonly #plan: PreviewedGroups;
  readonly #stage: StageRows;
  readonly #idOf: (row: number) => Uint8Array;
  /** Memory that would be asked for and copied again with each task: tens of megabytes. */
  readonly #out = new CopyBinary();
  #last: Promise<unknown> = Promise.resolve();

  constructor({ rows, groups, shape, importId, sourceSystem }: StageSetup) {
    this.#plan = new PreviewedGroups(CleansedRows.of(rows), groups);
    this.#last = this.#plan.bringMembersNear();
    this.#stage = new StageRows(this.#plan, shape, sourceSystem);
    this.#idOf = assetIdBytesOf(importId);
  }

  /** Runs after the tasks before it; others run in between. New assets come in pieces by name, changes in one piece. */
  run(task: StageTask): Promise<WrittenGroups[]> {
    const result = this.#last.then(() =>
      task.kind === 'new' ? this.#writeNew(task) : this.#writeChanges(task),
    );
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #writeNew({ leads, perPiece, spare }: Extract<StageTask, { kind: 'new' }>): Promise<WrittenGroups[]> {
    const out = this.#out;
    out.clear();
    const ends = new Float64Array(leads.length);
    const names = new NameStarts(leads.length);
    for (let at = 0; at < leads.length; at++) {
      if (at % groupsPerTurn === 0) await nextTurn();
      const lead = leads[at]!;
      this.#stage.add(out, lead, this.#idOf(lead + 1));
      this.#stage.keepName(out, names, at);
      ends[at] = out.length;
    }
    const written: WrittenGroups[] = [];
    const free = [...spare];
    for (const piece of await piecesByName(names, perPiece)) {
      const sourceRows = this.#rowsOf(piece.map((at) => leads[at]!));
      written.push({ count: piece.length, sourceRows, rows: gather(out.bytes, { ends, piece, free }) });
      await nextTurn();
    }
    return written;
  }

  async #writeChanges({
    leads,
    assetIds,
  }: Extract<StageTask, { kind: 'changes' }>): Promise<WrittenGroups[]> {
    const out = this.#out;
    out.clear();
    for (const [at, lead] of leads.entries()) {
      if (at % groupsPerTurn === 0) await nextTurn();
      this.#stage.addChange(out, lead, assetIds.subarray(at * idLength, (at + 1) * idLength));
    }
    return [{ count: leads.length, sourceRows: this.#rowsOf(leads), rows: new Uint8Array(out.bytes) }];
  }

  #rowsOf(leads: Int32Array): number {
    let rows = 0;
    for (const lead of leads) rows += this.#plan.memberCount(lead);
    return rows;
  }
}

interface Gathering {
  readonly ends: Float64Array;
  readonly piece: Int32Array;
  readonly free: ArrayBuffer[];
}

/** The written rows at these positions, one after the other, in memory of their own. */
function gather(rows: Buffer, { ends, piece, free }: Gathering): Uint8Array {
  const startOf = (at: number): number => (at === 0 ? 0 : ends[at - 1]!);
  const length = piece.reduce((sum, at) => sum + ends[at]! - startOf(at), 0);
  const gathered = new Uint8Array(takeMemory(free, length), 0, length);
  let to = 0;
  for (const at of piece) to += rows.copy(gathered, to, startOf(at), ends[at]);
  return gathered;
}

/** Pieces are about equally long: memory in steps of this many bytes serves most of them. */
const memoryStep = 1 << 20;

function takeMemory(free: ArrayBuffer[], byteLength: number): ArrayBuffer {
  const fitting = free.findIndex((memory) => memory.byteLength >= byteLength);
  const [memory] = fitting < 0 ? [] : free.splice(fitting, 1);
  return memory ?? new ArrayBuffer(Math.ceil(byteLength / memoryStep) * memoryStep);
}
