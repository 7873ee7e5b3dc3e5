import type { StoredUnit } from '../catalog/target-field.ts';
import { ownValue } from '../shared/own-value.ts';

/** What a field of a stored unit is measured in; values convert inside one family only. */
export type UnitFamily = 'size' | 'rate' | 'percent' | 'duration' | 'count';

const sizeSteps: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 };
const sizeWord = /^(k|m|g|t|p|e)?(?:i?b|i?o|i)?$/;
const sizeNames: Readonly<Record<string, string>> = {
  byte: 'b',
  bytes: 'b',
  octet: 'b',
  octets: 'b',
  kilobyte: 'kb',
  kilobytes: 'kb',
  megabyte: 'mb',
  megabytes: 'mb',
  gigabyte: 'gb',
  gigabytes: 'gb',
  terabyte: 'tb',
  terabytes: 'tb',
  petabyte: 'pb',
  petabytes: 'pb',
  kibibytes: 'kb',
  mebibytes: 'mb',
  gibibytes: 'gb',
  tebibytes: 'tb',
  mebibyte: 'mb',
  gibibyte: 'gb',
  tebibyte: 'tb',
  mbyte: 'mb',
  gbyte: 'gb',
  tbyte: 'tb',
  kbyte: 'kb',
  mbytes: 'mb',
  gbytes: 'gb',
  meg: 'mb',
  gig: 'gb',
  gigs: 'gb',
  gigaoctets: 'go',
};

/** What a size is of, said behind its unit: it changes nothing. */
const described =
  /^(\S+)\s+(?:ram|memory|ddr\d\w*|ssd|hdd|nvme|sas|sata|disk|storage|total|installed|arbeitsspeicher|speicher|mémoire|memoria|memória)$/i;

/** Bytes in one unit of a size word such as `GB`, `MiB` or `To`, factor 1024 at each step; `undefined` if none. */
export function bytesPerUnit(word: string): number | undefined {
  const lower = word.replace(described, '$1').toLowerCase();
  const name = ownValue(sizeNames, lower) ?? lower;
  if (name === '') return undefined;
  const step = sizeSteps[sizeWord.exec(name)?.[1] ?? (/^(?:b|o)$/.test(name) ? '' : '?')];
  return step === undefined ? undefined : 1024 ** step;
}

const rateWord = /^([kmgt])?(i)?(bits?|b|bytes?|o)(?:ps|\/s(?:ec)?|\/sec(?:ond)?| per second)$/i;

/** Megabytes a second in one unit of a rate word; `Mbps` counts bits (factor 1000), `MBps` bytes (1024). */
export function megabytesPerSecond(word: string): number | undefined {
  const parts = rateWord.exec(word.replace(/^(kbit|mbit|gbit|bit)s$/i, '$1/s'));
  if (parts === null) return undefined;
  const step = sizeSteps[(parts[1] ?? '').toLowerCase()] ?? 0;
  const base = parts[3] ?? '';
  const bits = /^bit/i.test(base) || base === 'b';
  if (bits) return 1000 ** step / 1_000_000 / 8;
  return 1024 ** step / 1024 ** 2;
}

const hoursPerWord: Readonly<Record<string, number>> = {
  h: 1,
  hr: 1,
  hrs: 1,
  hour: 1,
  hours: 1,
  std: 1,
  stunde: 1,
  stunden: 1,
  heure: 1,
  heures: 1,
  hora: 1,
  horas: 1,
  時間: 1,
  m: 1 / 60,
  min: 1 / 60,
  mins: 1 / 60,
  minute: 1 / 60,
  minutes: 1 / 60,
  minuten: 1 / 60,
  minuto: 1 / 60,
  minutos: 1 / 60,
  分: 1 / 60,
  s: 1 / 3600,
  sec: 1 / 3600,
  secs: 1 / 3600,
  second: 1 / 3600,
  seconds: 1 / 3600,
  sekunden: 1 / 3600,
  d: 24,
  day: 24,
  days: 24,
  tag: 24,
  tage: 24,
  jour: 24,
  jours: 24,
  dia: 24,
  dias: 24,
  día: 24,
  días: 24,
  日: 24,
  w: 168,
  week: 168,
  weeks: 168,
  woche: 168,
  wochen: 168,
  semaine: 168,
  semaines: 168,
  semana: 168,
  semanas: 168,
};

const countWords: Readonly<Partial<Record<StoredUnit, RegExp>>> = {
  cores:
    /^(?:v?cpus?|v?cores?|kerne?|c(?:o|œ|oe)urs?|nucleos?|núcleos?|procs?|processors?|threads?|virtual cpus?|コア)(?:\(s\))?$/i,
  sockets: /^(?:sockets?|cpus?|processors?|chips?|sockel|zócalos?)(?:\(s\))?$/i,
  disks:
    /^(?:disks?|disk drives?|drives?|platten|festplatten|disques?|discos?|hdds?|vmdks?|volumes?)(?:\(s\))?$/i,
  users:
    /^(?:users?|benutzer|nutzer|anwender|utilisateurs?|usuarios?|usuários?|employees?|people|seats?|ユーザー|名|人)(?:\(s\))?$/i,
  connections:
    /^(?:connections?|conns?|calls?|hits?|requests?|verbindungen|connexions?|conexiones|conexões)$/i,
  'ops/s': /^(?:iops|io\/s|ops\/s|ops|ops\/sec|operations\/s|tps)$/i,
};

/** The family a stored unit belongs to. */
export function familyOfUnit(unit: StoredUnit): UnitFamily {
  if (unit === 'GB' || unit === 'bytes') return 'size';
  if (unit === 'MB/s' || unit === 'Mbit/s') return 'rate';
  if (unit === 'percent') return 'percent';
  return unit === 'hours' ? 'duration' : 'count';
}

/** True when a bare number of this unit may mean something else, so that its unit has to be known. */
export function needsUnit(unit: StoredUnit | undefined): boolean {
  if (unit === undefined) return false;
  const family = familyOfUnit(unit);
  return family === 'size' || family === 'rate' || family === 'duration';
}

type Converter = (word: string, stored: StoredUnit) => number | undefined;

const percentWord = /^(?:%|percent|pct|prozent|pour ?cent|por ?ciento|por ?cento|パーセント)$/i;

const converters: Readonly<Record<UnitFamily, Converter>> = {
  size: (word, stored) => scaled(bytesPerUnit(word), stored === 'GB' ? 1024 ** 3 : 1),
  rate: (word, stored) => scaled(megabytesPerSecond(word), stored === 'MB/s' ? 1 : 1 / 8),
  duration: (word) => ownValue(hoursPerWord, word.toLowerCase()),
  percent: (word) => (percentWord.test(word) ? 1 : undefined),
  count: (word, stored) => (countWords[stored]?.test(word) === true ? 1 : undefined),
};

/** Factor from one `word` to the stored unit: `MB` to GB is 1/1024; `undefined` for a word of another family. */
export function unitFactor(word: string, stored: StoredUnit): number | undefined {
  return converters[familyOfUnit(stored)](word, stored);
}

function scaled(factor: number | undefined, divisor: number): number | undefined {
  return factor === undefined ? undefined : factor / divisor;
}

/** The first unit word of a header such as `RAM (MB)`, `memory_mib` or `Disk [To]` that fits the stored unit. */
export function unitInHeader(header: string, stored: StoredUnit): string | null {
  const words = header
    .replace(/([a-z])([A-Z]{1,2}i?[Bb])(?![a-z])/g, '$1 $2')
    .split(/[\s()[\]{}_,;:|\-.]+/)
    .filter((word) => word.length > 0);
  const candidates = familyOfUnit(stored) === 'duration' ? words.slice(1) : words;
  return candidates.find((word) => isUnitWord(word, stored)) ?? null;
}

function isUnitWord(word: string, stored: StoredUnit): boolean {
  if (familyOfUnit(stored) === 'size' && /^[a-z]$/i.test(word)) return false;
  return unitFactor(word, stored) !== undefined;
}

const currencyWord =
  /^(?:[$€£¥₹]|[A-Z]{2,3}\$|R\$|kr|CHF|USD|EUR|GBP|JPY|INR|BRL|CAD|AUD|SEK|NOK|DKK|PLN|CZK)$/i;
const period = '(?:\\/|per |pro |par |por )?\\s*';
const perMonth = new RegExp(`^${period}(?:mo(?:nth)?|monat|mois|mes|mês|p\\.?m\\.?)$`, 'i');
const perYear = new RegExp(`^${period}(?:y(?:ea)?r|jahr|an|año|ano|p\\.?a\\.?)$`, 'i');

/**
 * True for words that may stand around an amount of money of a field: a currency, nothing, or the period the field is
 * about. The costs of a month are not those of a year.
 */
export function isMoneyWord(word: string, field: string): boolean {
  if (word === '' || currencyWord.test(word)) return true;
  if (field === 'annual_cost') return perYear.test(word);
  return field === 'monthly_cost' ? perMonth.test(word) : perMonth.test(word) || perYear.test(word);
}
