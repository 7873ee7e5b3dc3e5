// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { EventParser } from './event-stream.ts';

test('events are whole wherever the chunks of the stream are cut', () => {
  const text =
    'id: 7\nevent: phase_succeeded\ndata: {"a":1}\n\n: still here\n\nevent: progress\ndata: {"b":2}\n\n';
  for (let cut = 1; cut < text.length; cut++) {
    const parser = new EventParser();
    const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
    expect(events).toEqual([
      { id: '7', event: 'phase_succeeded', data: '{"a":1}' },
      { id: null, event: 'progress', data: '{"b":2}' },
    ]);
  }
});

test('an event of several data lines is one text, and a half event waits for its end', () => {
  const parser = new EventParser();
  expect(parser.push('data: one\r\ndata: two\r\n')).toEqual([]);
  expect(parser.push('\r\n')).toEqual([{ id: null, event: 'message', data: 'one\ntwo' }]);
});
