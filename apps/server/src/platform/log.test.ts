import { describe, expect, test } from 'vitest';
import { createLog } from './log.ts';

const now = () => new Date('2026-01-02T03:04:05Z');

function logged(work: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  work(createLog({ level: 'info', write: (line) => lines.push(line), now }, { pid: 1 }));
  return lines.map((line) => Object(JSON.parse(line)));
}

describe('createLog', () => {
  test('writes one object a line with time, level, bindings and fields', () => {
    expect(logged((log) => log.child({ request_id: 'r1' }).info({ rows: 3 }, 'stored'))).toEqual([
      {
        time: '2026-01-02T03:04:05.000Z',
        level: 'info',
        pid: 1,
        request_id: 'r1',
        message: 'stored',
        rows: 3,
      },
    ]);
  });

  test('leaves out what is below its level', () => {
    expect(logged((log) => log.debug('quiet'))).toEqual([]);
  });

  test('F57 blanks fields that name secrets or values, at any depth', () => {
    const [line] = logged((log) =>
      log.info(
        {
          body: { password: 'p', new_password: 'p', refresh_token: 't', samples: ['v'] },
          authorization: 'a',
        },
        'x',
      ),
    );
    expect(line).toMatchObject({
      body: {
        password: '[redacted]',
        new_password: '[redacted]',
        refresh_token: '[redacted]',
        samples: '[redacted]',
      },
      authorization: '[redacted]',
    });
  });

  test('a name with line ends and escapes cannot forge a line', () => {
    const lines: string[] = [];
    createLog({ level: 'info', write: (line) => lines.push(line) }).info(
      { name: 'a\n{"level":"fatal"}\u001b[31m' },
      'x',
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd().includes('\n')).toBe(false);
    expect(lines[0]?.includes('\u001b')).toBe(false);
  });

  test('an error of the database is written without its text, which may quote a row', () => {
    const error = Object.assign(new Error('Key (email)=(ada@example.org) already exists.'), {
      severity: 'ERROR',
      routine: '_bt_check_unique',
      code: '23505',
      detail: 'Key (email)=(ada@example.org)',
      table: 'users',
      constraint: 'users_email_key',
    });
    const [line] = logged((log) => log.error({ err: error }, 'failed'));
    expect(line).toMatchObject({ err: { code: '23505', table: 'users', constraint: 'users_email_key' } });
    expect(JSON.stringify(line)).not.toContain('ada@example.org');
  });

  test('an error of ours is written with text, stack and cause', () => {
    const [line] = logged((log) =>
      log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed'),
    );
    expect(line).toMatchObject({ err: { text: 'outer', cause: { text: 'inner' } } });
    expect(JSON.stringify(line)).toContain('log.test.ts');
  });
});
