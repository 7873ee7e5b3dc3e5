import { errorOfAnswer } from './api-error.ts';
import { identityHeaders } from './client.ts';

export interface StreamEvent {
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** Splits the text of a server-sent event stream into events, whatever the chunk borders are. */
export class EventParser {
  #rest = '';

  push(text: string): StreamEvent[] {
    this.#rest += text.replaceAll('\r\n', '\n');
    const blocks = this.#rest.split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.map(parseBlock).filter((event) => event !== null);
  }
}

function parseBlock(block: string): StreamEvent | null {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') id = value;
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length === 0 ? null : { id, event, data: data.join('\n') };
}

/**
 * Reads one connection to a flow's event stream until it ends; `lastEventId` asks for what came after it.
 * EventSource is not used because it cannot send the identity headers.
 */
export async function readFlowEvents(
  flowId: string,
  connection: {
    lastEventId: string | null;
    signal: AbortSignal;
    onOpen: () => void;
    onEvent: (event: StreamEvent) => void;
  },
): Promise<void> {
  const headers = await identityHeaders();
  headers.set('accept', 'text/event-stream');
  if (connection.lastEventId !== null) headers.set('last-event-id', connection.lastEventId);
  const response = await fetch(`/api/v1/flows/${flowId}/events/stream`, {
    headers,
    signal: connection.signal,
  });
  if (!response.ok || response.body === null) {
    throw errorOfAnswer(response.status, await response.json().catch(() => null));
  }
  connection.onOpen();
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parser.push(decoder.decode(value, { stream: true }))) connection.onEvent(event);
  }
}
