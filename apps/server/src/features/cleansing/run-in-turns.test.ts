import { type CheckInput, runCheck } from '@landfall/domain/checks/check';
import { checksOf } from '@landfall/domain/checks/check-registry';
import { defaultThresholds } from '@landfall/domain/checks/check-thresholds';
import { expect, test } from 'vitest';
import { runInTurns } from './run-in-turns.ts';

const rowCount = 200_000;
const values = new Map([
  ['name', 'm'],
  ['ip_address', '10.0.0.1'],
  ['operating_system', 'Windows Server 2019'],
  ['cpu_utilization_percent', '50'],
  ['data_classification', 'restricted'],
  ['compliance_requirements', 'GDPR'],
  ['encryption_status', 'none'],
  ['data_owner', 'Ada'],
]);

/** Rows without end, as it seems, that remember how far they were read. */
function longFile() {
  const read = { last: -1 };
  const input: CheckInput = {
    profile: [],
    rows: {
      rowCount,
      fields: new Set(values.keys()),
      value(field, row) {
        read.last = Math.max(read.last, row);
        return values.get(field) ?? null;
      },
      fault: () => 0,
    },
    mapping: new Set(values.keys()),
    thresholds: defaultThresholds,
    at: '2026-11-21T00:00:00Z',
  };
  return { input, read };
}

const rowChecks = [
  'performance',
  'capacity',
  'network',
  'eol',
  'classification',
  'compliance',
  'encryption',
  'access',
];
const checks = [...checksOf('infrastructure'), ...checksOf('sensitive_data')].filter(({ name }) =>
  rowChecks.includes(name),
);

function* fiveStops(): Generator<undefined, string, undefined> {
  for (let step = 0; step < 5; step++) yield;
  return 'done';
}

test('work is done in turns to its end', async () => {
  let stops = 0;
  const atStop = async () => {
    stops++;
  };
  expect(await runInTurns(fiveStops(), atStop)).toBe('done');
  expect(stops).toBe(5);
});

test.each(checks)(
  'a cancelled $name of many rows ends at its next stop, after few of them',
  async (check) => {
    const { input, read } = longFile();
    let stops = 0;
    const cancelled = async () => {
      if (++stops === 3) throw new Error('cancelled');
    };
    await expect(runInTurns(runCheck(check, input), cancelled)).rejects.toThrow('cancelled');
    expect(read.last).toBeGreaterThan(0);
    expect(read.last).toBeLessThan(rowCount / 20);
  },
);
