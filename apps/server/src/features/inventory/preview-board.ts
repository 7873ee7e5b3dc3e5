import {
  actionAt,
  actionWithEdits,
  countActions,
  isLeftOut,
  leaveOut,
  type RowReview,
  takeBack,
} from '@landfall/domain/inventory/preview-review';
import { isSettledAt, leadRowAt, type RowAction } from '@landfall/domain/inventory/row-results';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { rowIsRejected, rowLeadIsLeftOut, rowNotEditable } from './inventory.errors.ts';
import {
  blocksWithMerges,
  readReviewedBlock,
  readReviews,
  type ReviewedBlock,
  setConflictOpen,
  writeReviewedBlock,
} from './preview-reviews.repository.ts';

/** Who reviews and when, ISO 8601. */
export interface Reviewer {
  readonly by: string;
  readonly at: string;
}

interface Place {
  readonly block: ReviewedBlock;
  readonly index: number;
}

/** Changes rows of a stored preview in one transaction; nothing is stored before {@link save}. */
export class PreviewBoard {
  readonly #scope: TenantScope;
  readonly #importId: string;
  readonly #blocks = new Map<number, ReviewedBlock>();
  readonly #changed = new Set<ReviewedBlock>();

  constructor(scope: TenantScope, importId: string) {
    this.#scope = scope;
    this.#importId = importId;
  }

  /** The review of a row; `undefined` while nobody changed it. */
  async reviewOf(row: number): Promise<RowReview | undefined> {
    const { block } = await this.#placeOf(row);
    return block.reviews[row];
  }

  async actionOf(row: number): Promise<RowAction> {
    const { block, index } = await this.#placeOf(row);
    return actionAt(block, index);
  }

  /** False for a row whose outcome is known already; it is no part of the preview. */
  async isOpen(row: number): Promise<boolean> {
    const { block, index } = await this.#placeOf(row);
    return !isSettledAt(block, index);
  }

  /** Begins anew with a row of a preview that was made again; only the number of its changes stays. */
  async forget(row: number, { by, at, version }: RowReview): Promise<void> {
    const { block, index } = await this.#placeOf(row);
    const planned = actionAt(block, index);
    block.reviews[row] = { selected: true, planned, leftOutWith: null, edits: {}, by, at, version };
    this.#changed.add(block);
  }

  /** Leaves a row out; one that leads others takes them with it. Throws for a row that is rejected anyway. */
  async leaveOut(row: number, reviewer: Reviewer): Promise<void> {
    const { block, index } = await this.#placeOf(row);
    if (isLeftOut(block, index)) return;
    const action = actionAt(block, index);
    if (action === 'reject') throw rowIsRejected();
    this.#exclude({ block, index }, { row, leftOutWith: null, reviewer });
    if (action === 'merge') return;
    if (action === 'conflict') await setConflictOpen(this.#scope, this.#importId, { row, isOpen: false });
    for (const member of await this.#mergedInto(row))
      this.#exclude(await this.#placeOf(member), { row: member, leftOutWith: row, reviewer });
  }

  /** Takes a row back with the rows that left with it. Throws for a row whose lead is still left out. */
  async takeBack(row: number, reviewer: Reviewer): Promise<void> {
    const place = await this.#placeOf(row);
    const review = place.block.reviews[row];
    if (review === undefined || review.selected) return;
    const lead = leadRowAt(place.block, place.index);
    if (lead !== row && (await this.reviewOf(lead))?.selected === false) throw rowLeadIsLeftOut(lead);
    this.#include(place, { row, review, reviewer });
    if (review.planned === 'merge') return;
    if (review.planned === 'conflict')
      await setConflictOpen(this.#scope, this.#importId, { row, isOpen: true });
    for (const { row: member, review: own } of await readReviews(this.#scope, this.#importId))
      if (own.leftOutWith === row)
        this.#include(await this.#placeOf(member), { row: member, review: own, reviewer });
  }

  /** Replaces the edits of a row. Throws for rows that lead no group with a certain asset. */
  async edit(row: number, edits: RowReview['edits'], reviewer: Reviewer): Promise<void> {
    const place = await this.#placeOf(row);
    const action = actionAt(place.block, place.index);
    if (action === 'reject' || action === 'merge' || action === 'conflict') throw rowNotEditable(action);
    const before = place.block.reviews[row];
    const planned = before?.planned ?? action;
    const next = { ...reviewed(before, planned, reviewer), edits };
    place.block.reviews[row] = next;
    takeBack(place.block, place.index, actionWithEdits(next));
    this.#changed.add(place.block);
  }

  /** Stores what was changed. */
  async save(): Promise<void> {
    for (const block of this.#changed)
      await writeReviewedBlock(this.#scope, this.#importId, { ...block, counts: countActions(block) });
  }

  #exclude(
    { block, index }: Place,
    { row, leftOutWith, reviewer }: { row: number; leftOutWith: number | null; reviewer: Reviewer },
  ): void {
    const before = block.reviews[row];
    const planned = before?.planned ?? actionAt(block, index);
    block.reviews[row] = { ...reviewed(before, planned, reviewer), selected: false, leftOutWith };
    leaveOut(block, index);
    this.#changed.add(block);
  }

  #include(
    { block, index }: Place,
    { row, review, reviewer }: { row: number; review: RowReview; reviewer: Reviewer },
  ): void {
    block.reviews[row] = { ...reviewed(review, review.planned, reviewer), selected: true, leftOutWith: null };
    takeBack(block, index, actionWithEdits(review));
    this.#changed.add(block);
  }

  async #placeOf(row: number): Promise<Place> {
    const known = [...this.#blocks.values()].find(
      ({ firstRow, rowCount }) => row >= firstRow && row < firstRow + rowCount,
    );
    const block = known ?? (await readReviewedBlock(this.#scope, this.#importId, row));
    if (block === undefined) throw new Error(`The preview has no row ${row}.`);
    this.#blocks.set(block.firstRow, block);
    return { block, index: row - block.firstRow };
  }

  /** Rows that are merged into a lead row and not left out. */
  async #mergedInto(lead: number): Promise<number[]> {
    const members: number[] = [];
    for (const first of await blocksWithMerges(this.#scope, this.#importId)) {
      const { block } = await this.#placeOf(first);
      for (let index = 0; index < block.rowCount; index++) {
        if (leadRowAt(block, index) === lead && actionAt(block, index) === 'merge')
          members.push(first + index);
      }
    }
    return members;
  }
}

function reviewed(before: RowReview | undefined, planned: RowAction, { by, at }: Reviewer): RowReview {
  const version = (before?.version ?? 0) + 1;
  return { selected: true, leftOutWith: null, edits: {}, ...before, planned, by, at, version };
}
