import { wordList } from './word-list.ts';

const unitWords: ReadonlySet<string> = new Set(
  wordList(`
  b | byte | bytes | kb | mb | gb | tb | pb | kib | mib | gib | tib | pib | k | m | g | t | bit |
  bits | kbit | mbit | gbit | bps | kbps | mbps | gbps | kbit/s | mbit/s | gbit/s | b/s | kb/s |
  mb/s | gb/s | kib/s | mib/s | gib/s | iops | hz | khz | mhz | ghz | % | w | kw | va | kva | v |
  a | rpm | °c | °f | u | he | ms | s | sec | secs | seconds | min | mins | minutes | h | hr | hrs |
  hours | hour | d | day | days | week | weeks | month | months | year | years | stunden | tage |
  jahre | jours | heures | core | cores | cpu | cpus | vcpu | vcpus | socket | sockets | thread |
  threads | kerne | eur | usd | gbp | chf | € | $ | £
`),
);
const quantity = /^[+-]?\d[\d.,\u00A0' ]*?(\s*)([\p{L}%°€$£][\p{L}/°%]{0,9})$/u;
const amount = /^([€$£]|[A-Z]{3})\s?[+-]?\d[\d.,\u00A0' ]*$/u;
/** Letters that directly follow a number as a unit; others are as likely the end of a serial number. */
const attachedLetter = /^[bkmgtu%°€$£]/i;

/** Unit word of a text that is a number with a unit (`16 GB`, `45%`, `$9.50`), as written; undefined for other text. */
export function unitOf(text: string): string | undefined {
  const trimmed = text.trim();
  const [, space, after] = quantity.exec(trimmed) ?? [];
  const unit = after ?? amount.exec(trimmed)?.[1];
  if (unit === undefined || !unitWords.has(unit.toLowerCase())) return undefined;
  const isDoubtful = space === '' && unit.length === 1 && (trimmed.length > 7 || !attachedLetter.test(unit));
  return isDoubtful ? undefined : unit;
}
