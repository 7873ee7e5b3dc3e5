import { expect, test } from 'vitest';
import { explainFailure } from './explain-failure.ts';

const line = (text: string) => `2026-11-21 09:51:58.034 UTC [8132] ${text}`;

test.each([
  [
    'a full disk',
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    /disk .* is full/,
  ],
  [
    'a read-only disk',
    'FATAL:  could not create lock file "postmaster.pid": Read-only file system',
    /read-only/,
  ],
  [
    'a lost control file',
    'PANIC:  could not open file "global/pg_control": No such file or directory',
    /is damaged \(could not open/,
  ],
  ['a lost checkpoint', 'PANIC:  could not locate a valid checkpoint record at 0/1546BD8', /is damaged/],
  ['a directory in use', 'FATAL:  lock file "postmaster.pid" already exists', /Another process is using/],
  [
    'too little memory',
    'FATAL:  could not map anonymous shared memory: Cannot allocate memory',
    /not enough memory/,
  ],
  ['a foreign owner', 'FATAL:  data directory "/d" has wrong ownership', /as the user who created it/],
  ['another version', 'FATAL:  database files are incompatible with server', /different PostgreSQL version/],
  [
    'anything else, with what the server said',
    'FATAL:  unrecognized configuration parameter "x"',
    /unrecognized configuration parameter "x"\.$/,
  ],
])('says in one sentence: %s', (_name, complaint, sentence) => {
  const log = [
    line('LOG:  starting PostgreSQL'),
    line(complaint),
    line('LOG:  database system is shut down'),
  ].join('\n');
  const said = explainFailure(log, '/d');
  expect(said).toMatch(sentence);
  expect(said).not.toContain('\n');
});

test('does not take what clients were told meanwhile for the reason', () => {
  const log = `${line('FATAL:  the database system is starting up')}\n${line('FATAL:  could not access file "x"')}`;
  expect(explainFailure(log, '/d')).toContain('could not access file "x"');
});

test('says so when the server left no word', () => {
  expect(explainFailure('', '/d')).toContain('it gave no reason');
});
