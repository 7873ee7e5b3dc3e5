import type { ImportCategory } from '../catalog/import-category.ts';
import { namesBothEnds } from './edge-header.ts';
import type { HeaderReading } from './read-header.ts';
import type { RowSubject } from './row-subject.ts';
import { setOf } from './set-of.ts';

const markers: Readonly<Record<Exclude<RowSubject, 'edge'>, ReadonlySet<string>>> = {
  finding: setOf(
    'recommendation resolved alert saving cve cvss plugin qid vulnerability exploit severity synopsis solution remediation nvt cwe exploitability vpr epss finding threat misconfiguration exploited',
  ),
  machine: setOf(
    'ip cpu ram memory os mac hostname serial vcpu core disk powerstate vm server rack warranty fqdn ipアドレス サーバ メモリ',
  ),
  application: setOf(
    'application app business lifecycle capability criticality framework license technology vendor product anwendung aplicacion aplicacao hosting アプリケーション',
  ),
  database: setOf('database engine schema edition instance dbms sql collation datenbank'),
  data_set: setOf(
    'personal classification retention sensitivity steward legal dataset subject privacy processing pii data gdpr glossary lineage confidentiality aufbewahrung loschfrist conservation traitement tratamiento verarbeitung betroffene 個人 個人情報',
  ),
  software: setOf('license seat publisher software product entitlement installation'),
  backup: setOf('backup job restore vault policy replica recovery'),
};

/** Headers that carry at least one marker of the subject. */
function markedHeaders(headers: readonly HeaderReading[], subject: Exclude<RowSubject, 'edge'>): number {
  return headers.filter(
    (header) =>
      header.words.some((word) => markers[subject].has(word)) &&
      !(subject === 'finding' && countsFindings(header.text)),
  ).length;
}

/** Recommendations about sizes stand beside the capacity of the machine they are for; findings have no size. */
function isSizing(headers: readonly HeaderReading[]): boolean {
  const has = (...wanted: readonly string[]) =>
    headers.some(({ words }) => words.some((word) => wanted.includes(word)));
  return (
    has('cpu', 'vcpu', 'core') && has('memory', 'ram') && !has('cve', 'cvss', 'plugin', 'qid', 'severity')
  );
}

/** "Vulnerabilities" or "Critical exploits" tell how many an asset has; its rows are assets. */
function countsFindings(text: string): boolean {
  return /\b(?:vulnerabilities|exploits|threats|findings|misconfigurations)$/i.test(text);
}

/** What one row of the file describes, told from all headers together; the category breaks ties. */
export function detectRowSubject(headers: readonly HeaderReading[], category: ImportCategory): RowSubject {
  const count = (subject: MarkedSubject) => markedHeaders(headers, subject);
  const rule = subjectRules.find(({ holds }) => holds({ headers, category, count }));
  return rule?.subject ?? 'machine';
}

type MarkedSubject = Exclude<RowSubject, 'edge'>;

interface FileFacts {
  readonly headers: readonly HeaderReading[];
  readonly category: ImportCategory;
  readonly count: (subject: MarkedSubject) => number;
}

/** Tried in order: subjects that take over a whole file first, the category's own subject later. */
const subjectRules: readonly { subject: RowSubject; holds: (file: FileFacts) => boolean }[] = [
  {
    subject: 'finding',
    holds: ({ headers, count }) =>
      !isSizing(headers) &&
      (count('finding') >= 3 || (count('finding') >= 2 && count('finding') >= 0.1 * headers.length)),
  },
  { subject: 'edge', holds: ({ headers, category }) => isEdgeFile(headers, category) },
  { subject: 'finding', holds: ({ headers }) => isPortScan(headers) },
  {
    subject: 'backup',
    holds: ({ headers, count }) =>
      count('backup') >= 3 && count('backup') >= 0.25 * headers.length && count('backup') > count('machine'),
  },
  { subject: 'data_set', holds: ({ category }) => category === 'sensitive_data' },
  {
    subject: 'database',
    holds: ({ count }) => count('database') >= 3 && count('database') > count('machine'),
  },
  { subject: 'application', holds: ({ category }) => category === 'app_discovery' },
  { subject: 'software', holds: ({ headers }) => isSoftwareFile(headers) },
  {
    subject: 'application',
    holds: ({ headers, category, count }) =>
      category === 'cmdb_export' && startsWithApplication(headers) && count('machine') <= 2,
  },
];

function isEdgeFile(headers: readonly HeaderReading[], category: ImportCategory): boolean {
  if (category === 'sensitive_data') return false;
  const words = headers.map((header) => header.words);
  const namesEnds = namesBothEnds(words);
  const isSmallRelation = headers.length <= 15 && hasWord(words, 'parent') && hasWord(words, 'child');
  if (category === 'app_discovery') return namesEnds || isSmallRelation;
  return (namesEnds && headers.length <= 40) || isSmallRelation;
}

/** Open ports of a host with the service behind them: facts about sockets, not about the host. */
function isPortScan(headers: readonly HeaderReading[]): boolean {
  const keys = new Set(headers.map(({ words }) => words.join('')));
  return keys.has('port') && keys.has('protocol') && (keys.has('service') || keys.has('servicename'));
}

function hasWord(headers: readonly (readonly string[])[], word: string): boolean {
  return headers.some((words) => words.includes(word));
}

function isSoftwareFile(headers: readonly HeaderReading[]): boolean {
  const software = markedHeaders(headers, 'software');
  const hardware = headers.filter(({ words }) => words.some((word) => hardwareWords.has(word))).length;
  return (
    hardware === 0 &&
    headers.some(({ words }) => words.some((word) => licenseWords.has(word))) &&
    software >= 2
  );
}

const hardwareWords = setOf('ip cpu ram memory os mac hostname core disk rack model');
const licenseWords = setOf('seat license licensed entitlement');

function startsWithApplication(headers: readonly HeaderReading[]): boolean {
  return headers.slice(0, 3).some(({ words }) => words[0] === 'application' && words.length <= 2);
}
