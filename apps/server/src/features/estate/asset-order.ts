import { type AssetId, asId } from '@landfall/domain/shared/ids';

/** All ids of a list in ascending order, sixteen bytes each, with those of unknown value last. */
export interface AssetOrder {
  readonly ids: Buffer;
  /** How many assets have a value in the column of the order. */
  readonly known: number;
}

export interface OrderSlice {
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

const ID_BYTES = 16;

export function orderLength({ ids }: AssetOrder): number {
  return ids.length / ID_BYTES;
}

/** Ids at some positions of the order, or of its reverse, in which unknown values are last all the same. */
export function sliceOfOrder(order: AssetOrder, { descending, offset, limit }: OrderSlice): AssetId[] {
  const total = orderLength(order);
  const end = Math.min(offset + limit, total);
  const ids: AssetId[] = [];
  for (let position = offset; position < end; position++) {
    ids.push(idAt(order.ids, descending ? reversed(position, order.known, total) : position));
  }
  return ids;
}

/** Position in the ascending order of what is at `position` in the descending one. */
function reversed(position: number, known: number, total: number): number {
  return position < known ? known - 1 - position : known + total - 1 - position;
}

function idAt(ids: Buffer, position: number): AssetId {
  const hex = ids.toString('hex', position * ID_BYTES, (position + 1) * ID_BYTES);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return asId(parts.join('-'));
}
