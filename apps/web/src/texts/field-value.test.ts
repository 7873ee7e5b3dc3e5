import { expect, test } from 'vitest';
import { fieldValueText } from './field-value.ts';

test('words of a vocabulary are words, while texts of people keep their underscores', () => {
  expect(fieldValueText({ type: 'enum' }, 'disaster_recovery')).toBe('disaster recovery');
  expect(fieldValueText({ type: 'text' }, 'web_1')).toBe('web_1');
  expect(fieldValueText(undefined, 'web_1')).toBe('web_1');
});

test('amounts have separators, ports have none, and unknown stays a dash', () => {
  expect(fieldValueText({ type: 'decimal' }, 1705)).toBe('1,705');
  expect(fieldValueText({ type: 'decimal' }, 3143.75)).toBe('3,143.8');
  expect(fieldValueText({ type: 'port' }, 5432)).toBe('5432');
  expect(fieldValueText({ type: 'enum' }, null)).toBe('—');
});
