import { expect, test } from 'vitest';
import { checkText, factText, stepText } from './step-text.ts';

const step = (step_name: string, output: Record<string, unknown>) => ({
  step_name,
  output,
  error_detail: null,
});

test('a check tells its counts in words, and zeros not at all', () => {
  const counts = { rows: 1200, none: 3, unknown: 0, unencrypted_guarded: 1 };
  expect(checkText(step('encryption', { counts, findings: 1 }))).toBe(
    'Rows: 1,200 · Not encrypted: 3 · Confidential and not encrypted: 1 · 1 finding',
  );
});

test('a check that cannot run says which fields it lacks, before and after the approval', () => {
  const output = {
    verdict: 'not_available',
    basis: 'suggested',
    counts: {},
    missing: ['bytes', 'ip_address'],
  };
  expect(checkText(step('data_flow', output))).toBe('Needs one of these fields: Bytes, IP address.');
  expect(stepText(step('data_flow', output))).toBe(
    'Needs one of these fields: Bytes, IP address. · by the likely mapping',
  );
});

test('a step shows no codes: verdicts in words, and nothing that is not a count', () => {
  const made = { program: 'abc' };
  expect(stepText(step('schema', { verdict: 'done', basis: 'suggested', mapped: ['name'], made }))).toBe('');
  expect(stepText(step('create_assets', { created: 2000, merged_duplicate: 3 }))).toBe(
    'Created: 2,000 · Merged duplicates: 3',
  );
  expect(stepText(step('eol', { verdict: 'warning', basis: 'approved', counts: { judged: 4 } }))).toBe(
    'Warning · Assets judged: 4',
  );
  expect(stepText({ ...step('match', {}), error_detail: 'The disk is full.' })).toBe('The disk is full.');
});

test('amounts a finding rests on are counted, ports are not', () => {
  expect(factText('connections', 12_000)).toBe('Connections: 12,000');
  expect(factText('bytes', 2048)).toBe('Bytes: 2 KB');
  expect(factText('port', 5432)).toBe('Port: 5432');
  expect(factText('text', 'AIX 7.2')).toBe('As written: AIX 7.2');
});
