import { expect, test } from 'vitest';
import { parseEnum } from './enum-synonyms.ts';
import { operatingSystemFacts } from './operating-system.ts';

const environments = {
  key: 'environment',
  vocabulary: ['production', 'staging', 'qa', 'test', 'development', 'disaster_recovery', 'sandbox'],
};

test.each([
  ['PROD', 'production'],
  [' Produktion ', 'production'],
  ['本番環境', 'production'],
  ['Pre-Prod', 'staging'],
  ['Entwicklung', 'development'],
  ['développement', 'development'],
  ['Disaster Recovery', 'disaster_recovery'],
  ['QA', 'qa'],
])('the environment %j means %s', (text, value) => {
  expect(parseEnum(text, environments)).toBe(value);
});

test('F82 words inside words do not count: "hr" in "chromium" is no environment, no type, nothing', () => {
  expect(parseEnum('chromium', environments)).toBeUndefined();
  expect(parseEnum('production-like', environments)).toBeUndefined();
  expect(parseEnum('thread', { key: 'asset_type' })).toBeUndefined();
});

test.each([
  ['cmdb_ci_linux_server', 'server'],
  ['Switch', 'network'],
  ['VM', 'virtual_machine'],
  ['Business Service', 'application'],
  ['仮想サーバ', 'virtual_machine'],
])('F82 the declared type %j means %s', (text, value) => {
  expect(parseEnum(text, { key: 'asset_type' })).toBe(value);
});

test('a value outside the vocabulary of the field is never answered', () => {
  expect(parseEnum('live', { key: 'environment', vocabulary: ['test'] })).toBeUndefined();
  expect(parseEnum('odd', environments, { odd: 'moon' })).toBeUndefined();
  expect(parseEnum('Odd!', environments, { odd: 'test' })).toBe('test');
});

test.each([
  ['Microsoft Windows Server 2019 Standard', 'windows', '2019'],
  ['Red Hat Enterprise Linux Server release 7.9 (Maipo)', 'linux', '7.9'],
  ['W2K12 R2', 'windows', null],
  ['VMware ESXi 6.7.0 build-17700523', 'hypervisor', '6.7.0'],
  ['SUSE Linux Enterprise Server 12 SP5', 'linux', '12'],
  ['IBM AIX 7.2', 'unix', '7.2'],
  ['Payroll', null, null],
])('the operating system %j is of family %s, version %s', (text, family, version) => {
  expect(operatingSystemFacts(text)).toEqual({ family, version });
});
