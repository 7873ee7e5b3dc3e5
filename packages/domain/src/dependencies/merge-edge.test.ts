import { expect, test } from 'vitest';
import { edgeConfidence } from './resolve-end.ts';
import { mergeEdge, valuesOfEdge } from './merge-edge.ts';

const values = {
  confidence: 0.8,
  isNoise: false,
  connectionCount: 5,
  bytes: 100n,
  firstSeen: '2026-01-01T00:00:00Z',
  lastSeen: '2026-02-01T00:00:00Z',
};
const stored = { ...values, isUserMade: false, others: [values] };

test('the same statement again changes nothing, however its times are written', () => {
  const again = { ...values, firstSeen: '2026-01-01 01:00:00+01', lastSeen: '2026-02-01T00:00:00.000Z' };
  expect(mergeEdge(stored, again).effect).toBe('unchanged');
  expect(mergeEdge(undefined, values).effect).toBe('created');
});

test('the surer statement wins, of equally sure ones the newer, and nothing known is lost', () => {
  const surer = { ...values, confidence: 0.95, connectionCount: 2, bytes: null };
  expect(mergeEdge(stored, surer)).toMatchObject({
    effect: 'updated',
    values: { connectionCount: 2, bytes: 100n },
  });
  const weaker = { ...values, confidence: 0.6, connectionCount: 9 };
  expect(mergeEdge(stored, weaker).effect).toBe('unchanged');
  const older = { ...values, connectionCount: 9, lastSeen: '2026-01-15T00:00:00Z' };
  expect(mergeEdge(stored, older).effect).toBe('unchanged');
  const newer = { ...values, connectionCount: 9, lastSeen: '2026-03-15T00:00:00Z' };
  expect(mergeEdge(stored, newer)).toMatchObject({ effect: 'updated', values: { connectionCount: 9 } });
});

test('an edge that a person made keeps what the person said', () => {
  const made = { ...stored, confidence: null, isUserMade: true };
  expect(mergeEdge(made, { ...values, confidence: 0.98 }).effect).toBe('unchanged');
  const nothing = { ...values, connectionCount: null, bytes: null, firstSeen: null, lastSeen: null };
  expect(valuesOfEdge([], made)).toEqual({ ...nothing, confidence: null });
});

test('what an edge says does not depend on which import came first', () => {
  const january = { ...values, connectionCount: 10, lastSeen: '2026-01-31', bytes: null };
  const february = { ...january, connectionCount: 20, lastSeen: '2026-02-28' };
  const march = { ...january, confidence: 0.6, connectionCount: 30, lastSeen: '2026-03-31', bytes: 7n };
  const expected = { ...january, connectionCount: 20, lastSeen: '2026-03-31', bytes: 7n };
  for (const statements of [
    [january, february, march],
    [january, march, february],
    [february, january, march],
    [february, march, january],
    [march, january, february],
    [march, february, january],
  ])
    expect(valuesOfEdge(statements, { isUserMade: false })).toEqual(expected);
});

test('the later of two statements without a time is the newer', () => {
  const undated = { ...values, lastSeen: null, connectionCount: 1 };
  expect(valuesOfEdge([undated, { ...undated, connectionCount: 2 }], stored).connectionCount).toBe(2);
  expect(valuesOfEdge([values, undated], stored).connectionCount).toBe(1);
  expect(valuesOfEdge([undated, values], stored).connectionCount).toBe(5);
});

test('confidence follows how the ends were found', () => {
  expect(edgeConfidence(['strong', 'strong'], { connectionCount: null, many: 100 })).toBe(0.95);
  expect(edgeConfidence(['strong', 'unique'], { connectionCount: 99, many: 100 })).toBe(0.8);
  expect(edgeConfidence(['unique', 'created'], { connectionCount: 100, many: 100 })).toBe(0.63);
  expect(edgeConfidence(['unique', 'created'], { connectionCount: 100, many: 101 })).toBe(0.6);
  expect(edgeConfidence(['strong', 'strong'], { connectionCount: 5000, many: 100 })).toBe(0.98);
});
