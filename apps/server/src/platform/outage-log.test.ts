import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { OutageLog } from './outage-log.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A background log over a database that is there or away. */
function openLog() {
  const database = { isAway: true };
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push({ ...Object(JSON.parse(line)), time: undefined });
  const written = createLog({ level: 'info', write });
  const outages = new OutageLog(written, async () => {
    if (database.isAway) throw new Error('away');
  });
  return {
    database,
    outages,
    log: outages.log,
    told: () => lines.splice(0),
  };
}

const warning = { engine: 'Error getting startable workflows: connect ENOENT /tmp/.s.PGSQL.5432' };

/** Warns twenty times a second for so long, as the parts of the background do together. */
async function warnFor(log: ReturnType<typeof openLog>['log'], seconds: number): Promise<void> {
  for (let time = 0; time < seconds * 20; time++) {
    log.warn(warning, 'engine warning');
    await vi.advanceTimersByTimeAsync(50);
  }
}

test('the first warning is written at once, then their number each half minute, and at last that it is over', async () => {
  const { database, log, told } = openLog();
  await warnFor(log, 29);
  expect(told()).toEqual([{ level: 'warn', message: 'engine warning', ...warning }]);
  await warnFor(log, 32);
  expect(told()).toEqual([
    { level: 'warn', message: 'the database is still away', warnings: 601, seconds: 30 },
    { level: 'warn', message: 'the database is still away', warnings: 1201, seconds: 60 },
  ]);
  database.isAway = false;
  await vi.advanceTimersByTimeAsync(6000);
  expect(told()).toEqual([
    { level: 'warn', message: 'the database answers again', warnings: 1220, seconds: 61 },
  ]);
});

test('what still fails right after the database came back belongs to the same outage', async () => {
  const { database, log, told } = openLog();
  log.warn({ err: new Error('Connection terminated unexpectedly') }, 'an idle database connection broke');
  database.isAway = false;
  await vi.advanceTimersByTimeAsync(3000);
  log.warn(warning, 'engine warning');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told().map(({ message }) => message)).toEqual([
    'an idle database connection broke',
    'the database answers again',
  ]);
});

test('each outage is told anew, whichever part of the background meets it first', async () => {
  const { database, log, told } = openLog();
  database.isAway = false;
  for (const part of ['engine', 'webhooks']) {
    log.child({ part }).warn(warning, 'away');
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(told().map(({ part, message }) => [part, message])).toEqual([
    ['engine', 'away'],
    ['engine', 'the database answers again'],
    ['webhooks', 'away'],
    ['webhooks', 'the database answers again'],
  ]);
});

test('while the database is away everything else is written as it comes', () => {
  const { log, told } = openLog();
  log.warn(warning, 'engine warning');
  log.warn({ engine: 'Contention detected in queue phases.' }, 'engine warning');
  log.error({ engine: 'Failed to find inputs: connect ENOENT' }, 'engine error');
  log.info('files without an import removed');
  expect(told()).toHaveLength(4);
});

test('a log that is stopped asks no more and holds nothing back', async () => {
  const { database, log, outages, told } = openLog();
  log.warn(warning, 'engine warning');
  outages.stop();
  log.warn(warning, 'engine warning');
  database.isAway = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told().map(({ message }) => message)).toEqual(['engine warning', 'engine warning']);
});
