/** What a unit measures; fields are compared by family, the conversion itself happens in cleansing. */
export type UnitFamily = 'size' | 'rate' | 'percent' | 'frequency' | 'duration' | 'money';

const familyOfWord: ReadonlyMap<string, UnitFamily> = new Map([
  ...entries(
    'size',
    'byte kb mb gb tb pb kib mib gib tib pib kbyte mbyte gbyte tbyte gigabyte megabyte kilobyte terabyte mo go ko mebibyte gibibyte',
  ),
  ...entries('rate', 'mbps kbps gbps bps mbit gbit kbit'),
  ...entries('percent', 'percent'),
  ...entries('frequency', 'mhz ghz hz'),
  ...entries('duration', 'hour hr h minute second ms day month year'),
  ...entries('money', 'usd eur gbp chf jpy brl'),
]);

function entries(family: UnitFamily, words: string): [string, UnitFamily][] {
  return words.split(' ').map((word) => [word, family]);
}

/** Unit family of one normalised word of a header or of a unit hint found in cells. */
export function unitFamilyOf(word: string): UnitFamily | undefined {
  return familyOfWord.get(word);
}

const rateText =
  /(?:\b[kmgt]i?(?:b|bit|bits|byte|bytes)|bytes?|bits?)\s*(?:\/|p(?=s)|per[\s_-]*)(?:s|sec|second|seconds)\b/i;

/** Unit named in a header; a rate such as `MB/s` or `Bytes per second` wins over the size inside it. */
export function headerUnit(text: string, words: readonly string[]): UnitFamily | undefined {
  if (rateText.test(text)) return 'rate';
  const families = words.map(unitFamilyOf).filter((family) => family !== undefined);
  return families.find((family) => family !== 'duration') ?? families[0];
}

/** Words left when a unit at the end of the header, or before the end, is taken out; "bytes sent" begins with what is counted. */
export function withoutUnits(words: readonly string[]): readonly string[] {
  const left = words.filter((word, index) => {
    if (index === 0 && word === 'byte') return true;
    const family = unitFamilyOf(word);
    return family === undefined || family === 'percent' || family === 'duration';
  });
  return left.at(-1) === 'in'
    ? left.slice(0, -1)
    : left.filter((word, index) => word !== 'in' || index === 0);
}
