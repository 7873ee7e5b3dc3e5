import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  brotliDecompress,
  type BrotliOptions,
  constants,
  inflateRaw,
} from 'node:zlib';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const inflate = promisify(inflateRaw);

/**
 * First byte of what {@link pack} makes. Bodies of the first version are raw deflate without a mark; none of them
 * begins with this byte, because its block type is one that deflate does not have.
 */
const brotliMark = 0x46;
/** Fast and light: half the processor time of the fastest deflate for the same size. */
const quality = 1;
const windowBits = 18;
/** Room for what follows the data in a piece, so that the last piece is not followed by an empty one. */
const spare = 1024;

/** Compresses bytes for a `bytea` column, in the thread pool; the bytes must not change meanwhile. */
export async function pack(bytes: Uint8Array): Promise<Buffer> {
  return marked(await compress(bytes, optionsFor(bytes)));
}

/** As {@link pack}, in this thread. */
export function packHere(bytes: Uint8Array): Buffer {
  return marked(brotliCompressSync(bytes, optionsFor(bytes)));
}

function optionsFor({ length }: Uint8Array): BrotliOptions {
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

function marked(packed: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(brotliMark), packed]);
}

/** The bytes that {@link pack} was given, now or in the first version; their number is worth telling when it is known. */
export async function unpack(body: Uint8Array, byteLength?: number): Promise<Uint8Array> {
  const options = byteLength === undefined ? {} : { chunkSize: byteLength + spare };
  const bytes =
    body[0] === brotliMark ? await decompress(body.subarray(1), options) : await inflate(body, options);
  // A plain view: the loops over it then see one kind of array, which the engine compiles tighter.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
