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
  ['W2K12 R2', 'windows', '2012 R2'],
  ['Win2k8', 'windows', '2008'],
  ['Microsoft Windows 10 Enterprise LTSC 2019', 'windows', '10'],
  ['Microsoft Windows Server 2016 or later (64-bit)', 'windows', null],
  ['CentOS 4/5/6/7 (64-bit)', 'linux', null],
  ['Linux 3.10.0-1160.el7.x86_64 Red Hat Enterprise Linux Server release 7.9 (Maipo)', 'linux', '7.9'],
  ['RHEL7.9', 'linux', '7.9'],
  ['openSUSE Leap 15.6', 'linux', '15.6'],
  ['Solaris 11.4.51.132.1', 'unix', '11.4.51.132.1'],
  ['AIX 7200-05-03-2148', 'unix', '7200-05-03-2148'],
  ['HP-UX B.11.31', 'unix', '11.31'],
  ['Cisco NX-OS 9.3(5)', 'network_os', '9.3(5)'],
  ['VMware ESXi 6.7.0 build-17700523', 'hypervisor', '6.7.0'],
  ['SUSE Linux Enterprise Server 12 SP5', 'linux', '12 SP5'],
  ['IBM AIX 7.2', 'unix', '7.2'],
  ['Payroll', null, null],
])('the operating system %j is of family %s, version %s', (text, family, version) => {
  expect(operatingSystemFacts(text)).toEqual({ family, version });
});

test('a word for several values is none of them', () => {
  expect(parseEnum('Non-Prod', { key: 'environment' })).toBeUndefined();
  expect(parseEnum('Unclassified', { key: 'data_classification' })).toBeUndefined();
});

test.each(['constructor', 'toString', '__proto__'])(
  'the word %s means nothing unless a person said so',
  (word) => {
    expect(parseEnum(word, { key: 'environment' }, {})).toBeUndefined();
    const meanings = Object.fromEntries([[word.toLowerCase().replaceAll('_', ' ').trim(), 'test']]);
    expect(parseEnum(word, environments, meanings)).toBe('test');
  },
);
