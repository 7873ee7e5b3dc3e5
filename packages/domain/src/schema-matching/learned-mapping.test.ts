import { describe, expect, test } from 'vitest';
import { learnedConfidence, learnedFor, learnedHeaderKey } from './learned-mapping.ts';

const entry = (sourceSystem: string | null, targetField: string) => ({
  headerKey: learnedHeaderKey('Host Name'),
  sourceSystem,
  targetField,
  positives: 1,
  negatives: 0,
});

describe('learned confidence', () => {
  test('one approval is worth at least 0.95', () => {
    expect(learnedConfidence(1, 0)).toBeGreaterThanOrEqual(0.95);
  });

  test('a rejection removes the candidate until two approvals outweigh it', () => {
    expect(learnedConfidence(0, 1)).toBe(0);
    expect(learnedConfidence(1, 1)).toBe(0);
    expect(learnedConfidence(2, 1)).toBeCloseTo(2 / 3);
    expect(learnedConfidence(9, 1)).toBeCloseTo(0.9);
  });
});

describe('decisions that apply to a header', () => {
  test('spelling does not count', () => {
    expect(learnedFor([entry(null, 'hostname')], 'HOST_NAME', null)).toHaveLength(1);
    expect(learnedFor([entry(null, 'hostname')], 'Host Owner', null)).toEqual([]);
  });

  test('a decision for one system does not reach files of another', () => {
    const learned = [entry('ServiceNow', 'hostname')];
    expect(learnedFor(learned, 'host name', 'iTop')).toEqual([]);
    expect(learnedFor(learned, 'host name', 'ServiceNow')).toHaveLength(1);
    expect(learnedFor(learned, 'host name', null)).toHaveLength(1);
  });

  test('decisions for one target add up', () => {
    const [sum] = learnedFor(
      [entry('ServiceNow', 'hostname'), entry(null, 'hostname')],
      'host name',
      'ServiceNow',
    );
    expect(sum).toEqual({ targetField: 'hostname', positives: 2, negatives: 0 });
  });
});
