import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll } from 'vitest';

/** A server on this machine that keeps what it is sent. */
export interface Receiver {
  url: string;
  received: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** Statuses of the next answers; 204 when there are none left. */
  answers: number[];
}

/** Listens while the tests of a file run. */
export function useReceiver(): Receiver {
  const receiver: Receiver = { url: '', received: [], answers: [] };
  const server: Server = createServer((request, reply) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
    });
    request.on('end', () => {
      receiver.received.push({ headers: request.headers, body });
      reply.writeHead(receiver.answers.shift() ?? 204, { location: `${receiver.url}/elsewhere` }).end();
    });
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (typeof address === 'object') receiver.url = `http://127.0.0.1:${address?.port}/hook`;
  });
  afterAll(() => void server.close());
  return receiver;
}
