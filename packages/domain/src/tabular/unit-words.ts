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
const quantity = /^[+-]?\d[\d.,\u00A0' ]*?\s*([\p{L}%°€$£][\p{L}/°%]{0,9})$/u;

/** Unit word of a text that is a number with a unit (`16 GB`, `45%`), as written; undefined for other text. */
export function unitOf(text: string): string | undefined {
  const unit = quantity.exec(text.trim())?.[1];
  return unit !== undefined && unitWords.has(unit.toLowerCase()) ? unit : undefined;
}
