import { ownValue } from '../shared/own-value.ts';
import { abbreviations, phraseRewrites } from './header-abbreviations.ts';
import { setOf } from './set-of.ts';

/** Mixed-case terms that camel-case splitting would tear apart. */
const mixedCaseTerms =
  /v(?:CPU|RAM|NIC|Disk|App|Center|Sphere|Net|SAN|TPM|Host)(?:s(?![a-z]))?|IPv[46]|NetB(?:IOS|ios)|VMware|VMWare|mac(?:OS)(?![a-z])|iSCSI|PostgreSQL|MySQL|NoSQL|SMBI?[Oo]?[Ss]?|MoRef|[KMGTP]i[Bb]|[KMGT]Hz|[KMGT]bps|BitLocker|GitHub|DevOps|dB(?=[A-Z])|iAM|SaaS|PaaS|IaaS|QoD|OpenShift|DataCenter|HostName|UserName|FileVault|WiFi/g;

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const accentedLatin = /[À-ɏḀ-ỿ]/g;
const ligatures: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  Æ: 'AE',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
};

/**
 * Words of a header in one comparable form: lower case, accents and separators gone, camel case split,
 * plurals and abbreviations resolved. `#` reads as "number" and `%` as "percent".
 */
export function headerWords(text: string): readonly string[] {
  const plain = foldLatin(text.normalize('NFKC'))
    .replaceAll(mixedCaseTerms, (term) => ` ${term.toLowerCase()} `)
    .replaceAll(/\b([A-Z]{2,})s(?![a-z])/g, '$1')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll('#', ' number ')
    .replaceAll('%', ' percent ')
    .replaceAll('&', ' and ')
    .replaceAll(/(\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana}|ー)(?=[a-z0-9])/gu, '$1 ')
    .replaceAll(/([a-z0-9])(?=\p{sc=Han}|\p{sc=Hiragana}|\p{sc=Katakana})/gu, '$1 ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (plain === '') return [];
  return rewritePhrases(plain.split(' ').flatMap(splitTrailingNumber).map(canonicalWord));
}

/** The words run together: what two spellings of one header have in common whatever their separators. */
export function squash(words: readonly string[]): string {
  return words.join('');
}

/** Letters and digits of a text as written, plural endings included: tells "Disks" from "Disk". */
export function literalKey(text: string): string {
  return foldLatin(text.normalize('NFKC'))
    .toLowerCase()
    .replaceAll('%', 'percent')
    .replaceAll('&', 'and')
    .replaceAll('#', 'number')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

const smallWords = setOf(
  'of the a an in for de du des la le les l d der die das dem den del el los las do da dos e et und and y por para to',
);

/** Words without articles and prepositions, in alphabetical order: equal for "date of purchase" and "purchase date". */
export function wordBag(words: readonly string[]): string {
  return words
    .filter((word) => !smallWords.has(word))
    .toSorted()
    .join(' ');
}

export function isCjk(text: string): boolean {
  return cjk.test(text);
}

function foldLatin(text: string): string {
  return text.replaceAll(
    accentedLatin,
    (letter) => ligatures[letter] ?? letter.normalize('NFD').replaceAll(/\p{M}/gu, ''),
  );
}

/** "disk1" reads as "disk 1"; short terms such as `ipv4`, `p95` and `ec2` stay whole. */
function splitTrailingNumber(word: string): string[] {
  const match = /^([a-z]{3,})(\d{1,2})$/.exec(word);
  if (match === null || word.startsWith('ipv')) return splitCompound(word);
  return [...splitCompound(match[1] ?? word), match[2] ?? ''];
}

const compound =
  /^(v?cpu|hdd|ram|disk|mem|memory|os|vm|host|server|app|physical|logical)(count|cores?|size|total|used|ver|version|num|number|usage|load|free|family|speed|percent|util)$/;

/** Ends of a connection as logs write them: "srcaddr", "dstport", "destip". */
const endCompound =
  /^(src|dst|dest|source|destination|client|server|local|remote|orig|resp)(addr|address|ip|ipv4|port|host|hostname|mac|bytes|packets|pkts)$/;

/** "cpucount" and "osver" are two words written as one. */
function splitCompound(word: string): string[] {
  const match = compound.exec(word) ?? endCompound.exec(word);
  return match === null ? [word] : [match[1] ?? word, match[2] ?? ''];
}

function canonicalWord(word: string): string {
  const stem = singular(word);
  return ownValue(abbreviations, word) ?? ownValue(abbreviations, stem) ?? stem;
}

function singular(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  if (/(?:ss|us|is|os|as)$/.test(word)) return word;
  if (word.endsWith('sses') || word.endsWith('xes')) return word.slice(0, -2);
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

function rewritePhrases(words: readonly string[]): string[] {
  const result: string[] = [];
  let position = 0;
  while (position < words.length) {
    const rewrite = phraseRewrites.find(({ from }) =>
      from.every((word, offset) => words[position + offset] === word),
    );
    if (rewrite === undefined) {
      result.push(words[position] ?? '');
      position += 1;
    } else {
      result.push(rewrite.to);
      position += rewrite.from.length;
    }
  }
  return result;
}
