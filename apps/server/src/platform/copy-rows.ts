import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

/** Streams pieces of COPY text into `COPY … FROM STDIN`; resolves when the server has taken them all. */
export async function copyIn(
  client: PoolClient,
  statement: string,
  pieces: Iterable<Uint8Array>,
): Promise<void> {
  await pipeline(Readable.from(pieces, { objectMode: true }), client.query(copyFrom(statement)));
}

/** Calls `onPiece` with each piece of what `COPY … TO STDOUT` sends, as fast as it is taken. */
export async function copyOut(
  client: PoolClient,
  statement: string,
  onPiece: (piece: Buffer) => void,
): Promise<void> {
  const stream = client.query(copyTo(statement));
  stream.on('data', onPiece);
  await once(stream, 'end');
}
