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
    ['Win2k12 R2', 'windows-server 2012 R2'],
    ['Windows2016', 'windows-server 2016'],
    ['Microsoft Windows NT Server 6.3', 'windows-server 2012 R2'],
    ['Microsoft Windows NT Server 10.0', 'unknown_version'],
    ['Microsoft Windows NT Workstation 10.0', 'unknown_version'],
    ['Microsoft Windows 10 (64-bit)', 'windows 10'],
    ['Microsoft Windows 11 (64-bit)', 'several'],
    ['Windows 11 Enterprise 23H2', 'windows 11 23H2 E'],
    ['Windows 10 Enterprise LTSC 2019', 'windows 10 LTSC 2019'],
    ['Windows 10 IoT Enterprise LTSC 2021', 'windows 10 IoT LTSC 2021'],
    ['Windows Embedded Standard 7', 'unknown_version'],
    ['Red Hat Fedora (64-bit)', 'unknown_version'],
    ['Red Hat OpenShift 4.12', 'unknown_product'],
    ['Linux 4.15.0-213-generic Ubuntu 18.04.6 LTS', 'ubuntu 18.04'],
    ['Oracle Solaris 11 (64-bit)', 'several'],
    ['SunOS 5.11 11.4', 'oracle-solaris 11.4'],
    ['AIX 7200-05-03-2148', 'ibm-aix 7.2.5'],
    ['SUSE Linux Enterprise Micro 5.3', 'suse-linux-micro 5.3'],
  ])('%s is %s', (text, expected) => {
    expect(cycleOf('os', text)).toBe(expected);
  });

  test('the version may stand in a column of its own, also as a kernel', () => {
    expect(cycleOf('os', 'Linux Red Hat', '3.10.0-1160.el7.x86_64')).toBe('rhel 7');
    expect(cycleOf('database', 'SQL Server', '13.0.5026.0')).toBe('mssqlserver 2016');
    expect(cycleOf('database', 'Oracle Database 19c')).toBe('oracle-database 19');
    expect(cycleOf('database', 'Oracle 11g Release 2')).toBe('oracle-database 11.2');
    expect(cycleOf('database', 'PostgreSQL', '9.6.24')).toBe('postgresql 9.6');
    expect(cycleOf('os', 'Windows', 'Server 2019 Standard')).toBe('windows-server 2019');
    expect(cycleOf('os', 'Windows Server', '10.0 (17763)')).toBe('windows-server 2019');
    expect(cycleOf('os', 'Windows 10 Enterprise', '10.0.22631')).toBe('windows 11 23H2 E');
    expect(cycleOf('os', 'SLES 12', '12.4')).toBe('sles 12.4');
    expect(cycleOf('os', 'CentOS', '8-stream')).toBe('centos-stream 8');
  });

  test('several versions in one text, and open ranges, are none; a version beside them settles it', () => {
    for (const text of [
      'CentOS 4/5/6/7 (64-bit)',
      'FreeBSD Pre-11 versions (64-bit)',
      'VMware ESXi 6.5 or later',
    ])
      expect(cycleOf('os', text)).toBe('unknown_version');
    expect(cycleOf('os', 'CentOS 4/5/6/7 (64-bit)', '7.9')).toBe('centos 7');
    expect(cycleOf('os', 'Microsoft Windows Server 2016 or later (64-bit)', '10.0.20348')).toBe(
      'windows-server 2022',
    );
  });

  test.each([
    ['Debian GNU/Linux', '4.19.0-27-amd64', 'unknown_version'],
    ['Ubuntu', '4.10.0-28-generic', 'unknown_version'],
    ['Red Hat Enterprise Linux', '4.18.0-305', 'unknown_version'],
    ['Fedora', '6.5.6-300.fc39.x86_64', 'fedora 39'],
    ['Amazon Linux', '4.14.355-275.572.amzn2.x86_64', 'amazon-linux 2'],
  ])('a kernel is no release of its distribution: %s %s is %s', (text, version, expected) => {
    expect(cycleOf('os', text, version)).toBe(expected);
  });

  test('a build that contains a year is no year, and the system below a database is not the database', () => {
    expect(cycleOf('database', 'SQL Server', '15.0.2000.5')).toBe('mssqlserver 2019');
    const banner = 'Microsoft SQL Server 2008 (SP4) - 10.0.6000.29 (X64) on Windows Server 2008 R2';
    expect(cycleOf('database', banner)).toBe('mssqlserver 2008');
    expect(cycleOf('database', 'Oracle Database 12c Release 12.2.0.1.0')).toBe('oracle-database 12.2');
    expect(cycleOf('database', 'Oracle MySQL 5.7')).toBe('mysql 5.7');
    expect(cycleOf('database', 'mysql', '5.5.68-MariaDB')).toBe('mariadb 5.5');
  });

  test('services of providers have calendars of their own, which the catalog does not know', () => {
    for (const text of [
      'Amazon Aurora PostgreSQL 11.9',
      'Percona Server for MySQL 5.7',
      'Redis Enterprise 6.2',
    ])
      expect(cycleOf('database', text)).toBe('unknown_product');
  });
});

test('standing follows the day: expired, ending, supported', () => {
  const match = findLifecycle('os', 'Windows Server 2016', null);
  expect(lifecycleStatus(match, '2027-02-01', 12)).toBe('expired');
  expect(lifecycleStatus(match, '2026-11-21', 12)).toBe('ending');
  expect(lifecycleStatus(match, '2025-11-21', 12)).toBe('supported');
});

test('a text of a megabyte takes no longer than a short one', () => {
  const long = 'windows '.repeat(131_072);
  expect(findLifecycle('os', long, long)).toMatchObject({ kind: 'unknown_version' });
});

test('of several releases only what holds for all is said', () => {
  const match = findLifecycle('os', 'SLES 11', null);
  expect(match.kind).toBe('several');
  expect(lifecycleStatus(match, '2026-11-21', 12)).toBe('expired');
  expect(lifecycleStatus(findLifecycle('os', 'SLES 15', null), '2026-11-21', 12)).toBe('unknown_version');
});

test('a release that goes on without a published end keeps those like it from being called expired', () => {
  expect(lifecycleStatus(findLifecycle('os', 'AIX 7.2', null), '2026-11-21', 12)).toBe('unknown_version');
  expect(lifecycleStatus(findLifecycle('os', 'AIX', '7.2.0.0'), '2026-11-21', 12)).toBe('unknown_version');
  expect(lifecycleStatus(findLifecycle('os', 'AIX 7.2 TL5', null), '2026-11-21', 12)).toBe('supported');
  expect(lifecycleStatus(findLifecycle('os', 'Windows 11', null), '2026-11-21', 12)).toBe('unknown_version');
});

test('every row of the catalog has a source, the day it was read, and the day it came out', () => {
  const releases = lifecycleReleases();
  expect(releases.length).toBeGreaterThan(200);
  for (const { source, asOf, releaseDate } of releases) {
    expect(source).toMatch(/^https:\/\//);
    expect(asOf).toMatch(/^2026-/);
    expect(releaseDate).not.toBeNull();
  }
  const open = releases.filter(({ supportEnd, hasEnded }) => supportEnd === null && !hasEnded);
  expect(open.map(({ product, cycle }) => `${product} ${cycle}`)).toContain('ibm-aix 7.2.5');
  expect(open.length).toBeLessThan(30);
});
