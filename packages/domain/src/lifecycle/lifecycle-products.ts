/** Kinds of text the catalog is asked for. */
export type LifecycleKind = 'os' | 'database';

type Names = readonly (readonly [pattern: RegExp, product: string])[];

/** Services that providers run by calendars of their own. */
const hosted =
  /\b(?:amazon rds|aws rds|rds for|aurora|documentdb|elasticache|memorydb|cosmos|azure (?:database|cache)|cloud sql|alloydb|memorystore|percona)\b/i;

/** How products are called in files; the first that fits is meant. */
const names: Readonly<Record<LifecycleKind, Names>> = {
  os: [
    [
      /\bwin(?:dows)?\b.*\b(?:server|svr|srv)\b|\b(?:windows|win|ws|w)\s?20(?:0[038]|1[269]|2[25])(?!\d|srv)(?!.*\bprofessional\b)|\bw(?:in|indows)?\s?2k\d{0,2}(?:r2)?\b/i,
      'windows-server',
    ],
    [/\bwindows\b|\bwin\s?(?:7|8|10|11)\b/i, 'windows'],
    [/\bcentos\b.*\bstream\b/i, 'centos-stream'],
    [/\bcentos/i, 'centos'],
    [/\brocky\b/i, 'rocky-linux'],
    [/\balma ?linux\b/i, 'almalinux'],
    [/\boracle ?(?:enterprise )?linux|\boel\b|\bol\d/i, 'oracle-linux'],
    [/\bfedora\b/i, 'fedora'],
    [/\bred ?hat\b(?!.*\b(?:openshift|coreos|virtuali[sz]ation|satellite|gluster|ceph)\b)|\brhel/i, 'rhel'],
    [/\bubuntu(?! core)/i, 'ubuntu'],
    [/\bdebian/i, 'debian'],
    [/\bopen ?suse\b(?!.*\bmicro\b)/i, 'opensuse'],
    [/\bsuse linux (?:enterprise )?micro\b|\bsle? ?-?micro\b/i, 'suse-linux-micro'],
    [/\bsuse\b(?!.*\b(?:desktop|alp|manager|liberty|micro)\b)|\bsles/i, 'sles'],
    [/\bamazon ?linux\b|\bamzn|^amazon(?: \d|$)/i, 'amazon-linux'],
    [/\balpine\b/i, 'alpine-linux'],
    [/\bphoton\b/i, 'vmware-photon'],
    [/\bmac ?os\b|\bos x\b/i, 'macos'],
    [/\baix\b/i, 'ibm-aix'],
    [/\bibm i\b|\bi5\/os\b|\bos\/400\b/i, 'ibm-i'],
    [/\bsolaris\b|\bsunos\b/i, 'oracle-solaris'],
    [/\bfreebsd\b/i, 'freebsd'],
    [/\besxi?\b/i, 'vmware-esxi'],
    [/\bproxmox\b/i, 'proxmox-ve'],
    [/\bxcp-ng\b/i, 'xcp-ng'],
    [/\bnutanix aos\b|^aos\b/i, 'nutanix-aos'],
    [/\bforti ?os\b/i, 'fortios'],
    [/\bpan-?os\b/i, 'pan-os'],
    [/\bios[ -]?xe\b/i, 'cisco-ios-xe'],
  ],
  database: [
    [/\b(?:ms|microsoft)?\s?sql ?server\b|\bmssql\b/i, 'mssqlserver'],
    [hosted, ''],
    [/\bmariadb\b/i, 'mariadb'],
    [/\bmysql/i, 'mysql'],
    [/\bpostgres/i, 'postgresql'],
    [/\boracle(?!.*\b(?:nosql|timesten|berkeley|essbase)\b)/i, 'oracle-database'],
    [/\bmongo/i, 'mongodb'],
    [/\bdb2\b(?!.*\b(?:z\/os|for i|as\/400|iseries)\b)/i, 'ibm-db2'],
    [/\bredis\b(?! enterprise)/i, 'redis'],
    [/\belasticsearch\b/i, 'elasticsearch'],
    [/\bcassandra\b/i, 'apache-cassandra'],
    [/\bcouchbase\b/i, 'couchbase-server'],
    [/\bopensearch\b/i, 'opensearch'],
  ],
};

/** Products whose version may say that another is meant: a server, CentOS Stream, MariaDB. */
const versionTells = new Set(['windows', 'centos', 'mysql']);

/** The product the words of a file name, in its own column or else in that of the version; empty for another one. */
export function productNamed(kind: LifecycleKind, text: string, version: string | null): string {
  const find = (words: string): string | undefined =>
    names[kind].find(([pattern]) => pattern.test(words))?.[1];
  const all = version === null ? text : `${text} ${version}`;
  const named = find(text);
  return (named === undefined || versionTells.has(named) ? find(all) : named) ?? '';
}
