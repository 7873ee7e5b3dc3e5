import { describe, expect, test } from 'vitest';
import { findLifecycle, lifecycleReleases, lifecycleStatus } from './lifecycle-catalog.ts';

const cycleOf = (kind: 'os' | 'database', text: string, version: string | null = null): string => {
  const match = findLifecycle(kind, text, version);
  if (match.kind === 'release') return `${match.release.product} ${match.release.cycle}`;
  return match.kind;
};

describe('the release that words of a file name', () => {
  test.each([
    ['Microsoft Windows Server 2012 R2 Standard (64-bit)', 'windows-server 2012 R2'],
    ['Windows Server 2012', 'windows-server 2012'],
    ['Win2019', 'windows-server 2019'],
    ['Microsoft Windows Server 2016 or later (64-bit)', 'unknown_version'],
    ['Red Hat Enterprise Linux 7.9 (64-bit)', 'rhel 7'],
    ['RHEL8', 'rhel 8'],
    ['CentOS 6.10', 'centos 6'],
    ['Ubuntu 18.04.6 LTS', 'ubuntu 18.04'],
    ['SUSE Linux Enterprise Server 12 SP5', 'sles 12.5'],
    ['SunOS 5.10', 'oracle-solaris 10'],
    ['AIX 7300-02', 'ibm-aix 7.3.2'],
    ['VMware ESXi 6.7.0 build-17167734', 'vmware-esxi 6.7'],
    ['Debian GNU/Linux 9', 'debian 9'],
    ['TempleOS', 'unknown_product'],
    ['SLES 15', 'several'],
  ])('%s is %s', (text, expected) => {
    expect(cycleOf('os', text)).toBe(expected);
  });

  test('the version may stand in a column of its own, also as a kernel', () => {
    expect(cycleOf('os', 'Linux Red Hat', '3.10.0-1160.el7.x86_64')).toBe('rhel 7');
    expect(cycleOf('database', 'SQL Server', '13.0.5026.0')).toBe('mssqlserver 2016');
    expect(cycleOf('database', 'Oracle Database 19c')).toBe('oracle-database 19');
    expect(cycleOf('database', 'Oracle 11g Release 2')).toBe('oracle-database 11.2');
    expect(cycleOf('database', 'PostgreSQL', '9.6.24')).toBe('postgresql 9.6');
  });
});

test('standing follows the day: expired, ending, supported', () => {
  const match = findLifecycle('os', 'Windows Server 2016', null);
  expect(lifecycleStatus(match, '2027-02-01', 12)).toBe('expired');
  expect(lifecycleStatus(match, '2026-11-21', 12)).toBe('ending');
  expect(lifecycleStatus(match, '2025-11-21', 12)).toBe('supported');
});

test('of several releases only what holds for all is said', () => {
  const match = findLifecycle('os', 'SLES 11', null);
  expect(match.kind).toBe('several');
  expect(lifecycleStatus(match, '2026-11-21', 12)).toBe('expired');
  expect(lifecycleStatus(findLifecycle('os', 'SLES 15', null), '2026-11-21', 12)).toBe('unknown_version');
});

test('every row of the catalog has a source, the day it was read, and a date', () => {
  const releases = lifecycleReleases();
  expect(releases.length).toBeGreaterThan(200);
  for (const { source, asOf, supportEnd, extendedEnd, hasEnded } of releases) {
    expect(source).toMatch(/^https:\/\//);
    expect(asOf).toMatch(/^2026-/);
    expect(hasEnded || supportEnd !== null || extendedEnd !== null).toBe(true);
  }
});
