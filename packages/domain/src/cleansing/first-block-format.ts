/** Mark of blocks in the form of the first version: each column whole, its parts on multiples of four bytes. */
export const firstFormatMagic = 0x3142_464c;

interface FirstHeader {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly { readonly field: string; readonly values: number; readonly bytes: number }[];
}

/** What a block of the first form holds, in the shape blocks have in memory. */
interface FirstBlock {
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly {
    readonly field: string;
    readonly ends: Uint32Array;
    readonly ids: Uint16Array;
    readonly bytes: Uint8Array;
  }[];
  readonly faults: Uint8Array;
}

const align = (length: number): number => (length + 3) & ~3;

/** Reads a block of the first form; imports that were cleansed then keep it for good. */
export function decodeFirstFormat(packed: Uint8Array): FirstBlock {
  // Views need an alignment that a piece of a larger buffer may not have.
  const bytes = packed.slice();
  const headerLength = new Uint32Array(bytes.buffer, 0, 2)[1] ?? 0;
  const text = Array.from(bytes.subarray(8, 8 + headerLength), (byte) => String.fromCharCode(byte)).join('');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- marked by its magic number
  const header = JSON.parse(text) as FirstHeader;
  const { firstRow, rowCount } = header;
  let at = 8 + align(headerLength);
  const columns = header.columns.map(({ field, values, bytes: byteCount }) => {
    const idsAt = at + values * 4;
    const bytesAt = idsAt + align(rowCount * 2);
    const column = {
      field,
      ends: new Uint32Array(bytes.buffer, at, values),
      ids: new Uint16Array(bytes.buffer, idsAt, rowCount),
      bytes: bytes.subarray(bytesAt, bytesAt + byteCount),
    };
    at = bytesAt + align(byteCount);
    return column;
  });
  return { firstRow, rowCount, columns, faults: bytes.subarray(at, at + rowCount) };
}
