import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetFields } from '../catalog/target-fields.ts';
import { CellTally } from './cell-tally.ts';
import { recogniseValue } from './recognise-value.ts';
import {
  FindingTally,
  hasPersonalData,
  hasUrlCredentials,
  holdsSecret,
  lengthLimits,
  looksExecutable,
  mayHoldSecret,
  namesSecrets,
} from './text-findings.ts';
import { encodeUtf8 } from './utf8.ts';

test('credentials are a name and a password inside a URL, nothing else with a colon and an at sign', () => {
  const held = ['https://admin:secret@host/x', 'see jdbc:mysql://u:p@db:3306/x'];
  expect(held.filter(hasUrlCredentials)).toEqual(held);
  const plain = ['https://host:8443/a@b', 'ssh://git@host/x', 'mail me: a@b.com', 'https://host/'];
  expect(plain.filter(hasUrlCredentials)).toEqual([]);
});

test('formulas, scripts and statements look executable; names, numbers and prose do not', () => {
  const executable = [
    '=SUM(A1:A9)',
    "=cmd|' /C calc'!A0",
    '@SUM(1+1)',
    '<script>alert(1)</script>',
    "x'; DROP TABLE users; --",
    "' or '1'='1",
    '1 union all select name from users',
  ];
  expect(executable.filter(looksExecutable)).toEqual(executable);
  const harmless = [
    '-12.5',
    '+49 30 123456',
    '@home',
    'a = b',
    'Red Hat (Maipo)',
    '- none -',
    'Drop-off table',
  ];
  expect(harmless.filter(looksExecutable)).toEqual([]);
});

const issued = [
  'AKIAIOSFODNN7EXAMPLE',
  `ghp_${'a1'.repeat(18)}`,
  'xoxb-123456789012-abcdef',
  '-----BEGIN RSA PRIVATE KEY-----',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc',
];

test('keys, tokens and named passwords are secrets; remarks about them are not', () => {
  const held = [...issued, 'password: hunter2!', 'API_KEY=abc123def', 'login with pwd = S3cret99'];
  expect(held.filter(holdsSecret)).toEqual(held);
  const harmless = [
    'password: unknown',
    'password required',
    'Passwort: siehe Tresor',
    'token ring',
    'secret: none',
    'AKIA short',
    'ask for the api key',
  ];
  expect(harmless.filter(holdsSecret)).toEqual([]);
});

function isLookedAt(text: string): boolean {
  const bytes = encodeUtf8(`x${text}x`);
  return mayHoldSecret(bytes, 1, bytes.length - 1);
}

test('a word that begins as an issued secret is told from three bytes, wherever it stands', () => {
  const places = issued.flatMap((text) => [text, `the key "${text}"`, `k=${text}`]);
  expect(places.filter(isLookedAt)).toEqual(places);
  const others = ['', 'AKI', 'Red Hat Enterprise Linux 8', 'the AKIA', 'xAKIAIOSFODNN7EXAMPLE'];
  expect(others.filter(isLookedAt)).toEqual([]);
});

test('a header names secrets when it says nothing else', () => {
  expect(['Password', ' API-Key', 'client_secret', 'Passwort'].every(namesSecrets)).toBe(true);
  expect(['Password last set', 'Key', 'Secretary', 'Password policy'].some(namesSecrets)).toBe(false);
});

test('prose that names a person is found, an address alone is a field', () => {
  expect(hasPersonalData('call jane.doe@example.com before noon')).toBe(true);
  expect(hasPersonalData('SSN 123-45-6789 on file')).toBe(true);
  expect(hasPersonalData('jane.doe@example.com')).toBe(false);
  expect(hasPersonalData('rack 12-34-5678 at row 3')).toBe(false);
});

test('every length limit of the catalog is counted', () => {
  const limits = new Set<number>(lengthLimits);
  const missing = targetFields.flatMap(({ maxLength }) =>
    maxLength === undefined || limits.has(maxLength) ? [] : [maxLength],
  );
  expect(missing).toEqual([]);
});

/** What is found in a cell of a profiled column. */
function foundInCell(text: string): object {
  const bytes = encodeUtf8(text);
  const tally = new CellTally();
  tally.add(bytes, 0, bytes.length, 1, true);
  return tally.findings;
}

describe('a profile finds in a cell what its text holds', () => {
  test.each([
    ['SSN 123-45-6789', { pii_in_free_text: 1 }],
    ['mail me: a@b.com', { pii_in_free_text: 1 }],
    ['+cmd|x', { looks_executable: 1 }],
    ['=1+1', { looks_executable: 1 }],
    ['$5,318.36', {}],
    ['R17-U41', {}],
  ])('%s', (text, findings) => {
    expect(foundInCell(text)).toEqual(findings);
  });

  test('whatever its characters are', () => {
    const characters = fc.constantFrom(...'0123456789 =:@$,.;()|+-/aZ'.split(''));
    const texts = fc.oneof(
      fc.string({ unit: characters, minLength: 1, maxLength: 16 }),
      fc.tuple(fc.string({ unit: characters, maxLength: 4 }), fc.constantFrom(' 123-45-6789', '://a:b@c')),
    );
    fc.assert(
      fc.property(texts, (given) => {
        const text = [given].flat().join('').trim();
        fc.pre(text !== '' && recogniseValue(text) === 'text');
        const whole = new FindingTally();
        whole.add(text, 1);
        fc.pre(!/^[-.*_/?]+$/.test(text));
        expect(foundInCell(text)).toEqual(whole.counts);
      }),
      { numRuns: 3000 },
    );
  });
});
