import { withoutArchitecture, withoutKernel } from '../cleansing/operating-system-text.ts';

/** Years of SQL Server by the major version it reports. */
const sqlServerYears: Readonly<Record<string, string>> = {
  '8': '2000',
  '9': '2005',
  '10': '2008',
  '10.50': '2008 R2',
  '11': '2012',
  '12': '2014',
  '13': '2016',
  '14': '2017',
  '15': '2019',
  '16': '2022',
  '17': '2025',
};

/** Distributions of Linux whose texts may hold the release of their kernel. */
const distributions = new Set([
  'ubuntu',
  'debian',
  'rhel',
  'centos',
  'centos-stream',
  'oracle-linux',
  'rocky-linux',
  'almalinux',
  'fedora',
  'sles',
  'opensuse',
  'amazon-linux',
]);

/** Versions a text may state of a product other than Windows, the likeliest first. */
export function statedVersions(product: string, text: string): string[] {
  const plain = withoutArchitecture(text);
  if (product === 'mssqlserver') return [...sqlServerYear(plain), ...sqlServerYearsIn(plain)];
  const bare = distributions.has(product) ? withoutKernel(plain) : plain;
  const numbers = [...bare.matchAll(/(?<![\d.])v?(\d+(?:\.\d+)*)/gi)].map((match) => match[1] ?? '');
  return [...special(product, plain), ...numbers.map((number) => asWritten(product, number))];
}

/** A number as the catalog writes it. */
function asWritten(product: string, number: string): string {
  if (product === 'cisco-ios-xe') return number.replace(/\.0+(?=\d)/g, '.');
  // The level command of AIX answers 7.2.0.0 whatever technology level is installed.
  return product === 'ibm-aix' ? number.replace(/^(\d\.\d)\.0\.0$/, '$1') : number;
}

function sqlServerYear(text: string): string[] {
  const [, year, second] = /(?<![\d.])(20(?:0[058]|1[24679]|2[25]))(?!\d)(?:\s?-?(r2)\b)?/i.exec(text) ?? [];
  return year === undefined ? [] : [second === undefined ? year : `${year} R2`];
}

function sqlServerYearsIn(text: string): string[] {
  const [, major = '', minor = ''] = /(?<![\d.])(\d{1,2})\.(\d+)/.exec(text) ?? [];
  const year = sqlServerYears[`${major}.${minor}`] ?? sqlServerYears[major];
  return year === undefined ? [] : [year];
}

type Form = readonly [pattern: RegExp, form: (parts: readonly string[]) => string];

/** Versions that are written in a way of their own. */
const forms: Readonly<Record<string, readonly Form[]>> = {
  sles: [[/(\d+)[\s-]*sp\s?(\d)/i, ([, major, pack]) => `${major}.${pack}`]],
  'ibm-aix': [
    [/\b(\d)(\d)00-0?(\d)/, ([, major, minor, level]) => `${major}.${minor}.${level}`],
    [/\b(\d\.\d)(?:\.0\.0)?\s?tl\s?0?(\d+)/i, ([, version, level]) => `${version}.${level}`],
  ],
  'ibm-i': [[/\bv(\d)r(\d)/i, ([, version, release]) => `${version}.${release}`]],
  'oracle-solaris': [[/\bsunos\s5\.(\d+)/i, ([, minor]) => minor ?? '']],
  'oracle-database': [
    [
      /(\d{1,2})\s?(?:c|g|i|ai)\b(?:\s*r(?:elease)?\s?(\d)(?![\d.]))?/i,
      ([, major = '', release]) => (release === '' ? major : `${major}.${release}`),
    ],
  ],
  'amazon-linux': [[/\bamzn(\d+)/i, ([, version]) => version ?? '']],
  fedora: [[/\.fc(\d+)/i, ([, version]) => version ?? '']],
};
// Kernels of Red Hat and its kin name their release: 3.10.0-1160.el7.
const enterprise: readonly Form[] = [[/\bel(\d{1,2})(?!\d)/i, ([, major]) => major ?? '']];

function special(product: string, text: string): string[] {
  return (forms[product] ?? enterprise).flatMap(([pattern, form]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [form(found.map((part) => part ?? ''))];
  });
}
