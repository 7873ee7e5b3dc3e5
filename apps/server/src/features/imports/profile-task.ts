import type { CellsParts } from '@landfall/domain/tabular/column-cells';
import type { ColumnProfile } from '@landfall/domain/tabular/column-profile';

/** A block to be profiled, or the question what all of them together say. */
export type ProfileTask = CellsParts | 'finish';
/** The block, so that its memory is used again, or the profiles. */
export type ProfileAnswer = CellsParts | readonly ColumnProfile[];

/** The buffers of a block. */
export function memoryOfBlock({ bytes, ends, missing }: CellsParts): ArrayBuffer[] {
  return [...bytes, ends, missing]
    .map(({ buffer }) => buffer)
    .filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
}
