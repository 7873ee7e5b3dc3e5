import { createHmac } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { lookupPublic, PrivateAddress, refusedUrl } from './public-address.ts';

const timeoutMs = 10_000;

/** A message as it is sent at one attempt. */
export interface OutgoingMessage {
  readonly url: string;
  readonly id: string;
  readonly event: string;
  readonly body: string;
  readonly secret: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** How an attempt ended: the status the receiver answered, or why there was none. */
export type Arrival =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly error: string };

/** `v1=` and the hexadecimal HMAC-SHA256 of `<timestamp>.<body>`. */
export function signatureOf({
  secret,
  timestamp,
  body,
}: Pick<OutgoingMessage, 'secret' | 'timestamp' | 'body'>) {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** Sends a message once. It follows no redirect, reads no answer body, and connects to public addresses only. */
export function postMessage(
  message: OutgoingMessage,
  { allowPrivate }: { readonly allowPrivate: boolean },
): Promise<Arrival> {
  const url = new URL(message.url);
  const refused = allowPrivate ? undefined : refusedUrl(url);
  if (refused !== undefined) return Promise.resolve({ kind: 'failed', error: refused });
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const outgoing = start(url, {
      method: 'POST',
      headers: headersOf(message),
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: lookupPublic }),
    });
    outgoing.once('response', (answer) => {
      answer.destroy();
      resolve({ kind: 'answered', status: answer.statusCode ?? 0 });
    });
    outgoing.once('error', (error) => resolve({ kind: 'failed', error: reasonOf(error) }));
    outgoing.end(message.body);
  });
}

function headersOf(message: OutgoingMessage): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(message.body)),
    'user-agent': 'landfall',
    'landfall-delivery': message.id,
    'landfall-event': message.event,
    'landfall-timestamp': String(message.timestamp),
    'landfall-signature': signatureOf(message),
  };
}

/** A short reason without addresses of our own network. */
function reasonOf(error: Error): string {
  if (error instanceof PrivateAddress) return error.message;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'No answer within 10 seconds';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
  return `The connection failed (${code})`;
}
