import { MessageChannel } from 'node:worker_threads';

/** Smaller memory is not worth the call. */
const fewestBytes = 512 * 1024;

/**
 * Frees memory at once that nobody uses any more; whoever still looks at it sees an empty array.
 *
 * It would be freed when the garbage collector comes by, which may be after several times as much was taken: of
 * records of many megabytes, a hundred too many are felt. Memory handed to a channel is gone with the end it was sent to.
 */
export function giveBack(views: Iterable<ArrayBufferView>): void {
  const long = [...views].map(({ buffer }) => buffer).filter(isLong);
  if (long.length === 0) return;
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(undefined, [...new Set(long)]);
  port2.close();
}

function isLong(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer && buffer.byteLength >= fewestBytes;
}
