import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import {
  type BrotliCompress,
  brotliCompress,
  brotliCompressSync,
  brotliDecompress,
  brotliDecompressSync,
  type BrotliOptions,
  constants,
  createBrotliCompress,
  inflateRaw,
  inflateRawSync,
} from 'node:zlib';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const inflate = promisify(inflateRaw);

/**
 * First byte of what {@link pack} makes; four bytes of how long the bytes were follow. The second version told no
 * length, and the first was raw deflate without a mark: nothing of it begins with one of these bytes, because their
 * block type is one that deflate does not have.
 */
const mark = 0x47;
const markWithoutLength = 0x46;
const headLength = 5;
/** Fast and light: half the processor time of the fastest deflate for the same size. */
const quality = 1;
const windowBits = 18;
/** Room for what follows the data in a piece, so that the last piece is not followed by an empty one. */
const spare = 1024;

/** Compresses bytes for a `bytea` column, in the thread pool; the bytes must not change meanwhile. */
export async function pack(bytes: Uint8Array): Promise<Buffer> {
  return marked(await compress(bytes, optionsFor(bytes)), bytes.length);
}

/** Bytes from which on pieces are compressed one after the other: of as many, a copy that joins them would be felt. */
const mostJoined = 16 * 2 ** 20;

/** As {@link pack}, for bytes that lie in several pieces. */
export async function packPieces(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length < mostJoined) return pack(Buffer.concat(pieces, length));
  const compressor = createBrotliCompress({ ...optionsFor({ length }), chunkSize: chunkBytes });
  return Buffer.concat([headOf(length), ...(await compressed(pieces, compressor))]);
}

const chunkBytes = 256 * 1024;

async function compressed(pieces: readonly Uint8Array[], compressor: BrotliCompress): Promise<Buffer[]> {
  const packed: Buffer[] = [];
  await pipeline(Readable.from(pieces), compressor, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) packed.push(chunk);
  });
  return packed;
}

/** As {@link pack}, in this thread. */
export function packHere(bytes: Uint8Array): Buffer {
  return marked(brotliCompressSync(bytes, optionsFor(bytes)), bytes.length);
}

function optionsFor({ length }: { readonly length: number }): BrotliOptions {
  return {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_LGWIN]: windowBits,
      [constants.BROTLI_PARAM_SIZE_HINT]: length,
    },
    // Nearly always one piece: each further one would cost a trip between the pool and this thread.
    chunkSize: (length >> 1) + spare,
  };
}

function marked(packed: Uint8Array, byteLength: number): Buffer {
  return Buffer.concat([headOf(byteLength), packed]);
}

function headOf(byteLength: number): Buffer {
  const head = Buffer.alloc(headLength);
  head[0] = mark;
  head.writeUInt32LE(byteLength, 1);
  return head;
}

/** The bytes that {@link pack} was given, now or in earlier versions, whose number is worth telling when it is known. */
export async function unpack(body: Uint8Array, byteLength?: number): Promise<Uint8Array> {
  const bytes = await unpacked(body, byteLength);
  // A plain view: the loops over it then see one kind of array, which the engine compiles tighter.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** As {@link unpack}, in this thread. */
export function unpackHere(body: Uint8Array): Uint8Array {
  const bytes = unpackedHere(body);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function unpackedHere(body: Uint8Array): Buffer {
  if (body[0] === mark) return brotliDecompressSync(body.subarray(headLength), inOnePiece(toldLength(body)));
  return body[0] === markWithoutLength ? brotliDecompressSync(body.subarray(1)) : inflateRawSync(body);
}

function toldLength(body: Uint8Array): number {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).readUInt32LE(1);
}

function unpacked(body: Uint8Array, byteLength: number | undefined): Promise<Buffer> {
  if (body[0] === mark) return decompress(body.subarray(headLength), inOnePiece(toldLength(body)));
  const options = byteLength === undefined ? {} : inOnePiece(byteLength);
  return body[0] === markWithoutLength ? decompress(body.subarray(1), options) : inflate(body, options);
}

/** Nothing that is packed is longer; a damaged length shall not ask for all memory. */
const mostInOnePiece = 64 * 2 ** 20;

function inOnePiece(byteLength: number): { chunkSize: number } {
  return { chunkSize: Math.min(byteLength, mostInOnePiece) + spare };
}
