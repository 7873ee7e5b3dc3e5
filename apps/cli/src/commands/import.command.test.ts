import { expect, test } from 'vitest';
import { summaryText } from './import.command.ts';

const report = {
  flow_id: 'f',
  data_import_id: 'i',
  status: 'completed',
  source_rows: 1200,
  created: 1198,
  updated: 0,
  merged_duplicates: 0,
  unchanged: 0,
  rejected: 2,
  assets: 1198,
  phases: [{ name: 'upload', ms: 1500 }],
};

test('an import that rejected rows names the command that gives them back', () => {
  const lines = summaryText(report, { client: 'sample', engagement: "Ann's", data: '/srv/data' }).split('\n');
  expect(lines[0]).toBe('source rows              1,200');
  expect(lines.at(-2)).toBe(
    String.raw`Rejected rows to correct: landfall failed-rows i --client sample --engagement 'Ann'\''s' --data /srv/data --out failed-rows.csv`,
  );
});

test('an import that rejected none names no command', () => {
  expect(summaryText({ ...report, rejected: 0 }, { client: 'a', engagement: 'b' })).not.toContain('landfall');
});
