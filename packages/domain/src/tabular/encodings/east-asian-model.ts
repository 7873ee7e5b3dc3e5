import { pairTable } from './double-byte.ts';
import { eastAsianText, type EastAsianLanguage } from './east-asian-words.ts';

/** Characters of a language by how common they are; each class shares its probability evenly. */
interface CharacterClasses {
  readonly frequent: ReadonlySet<number>;
  readonly common: ReadonlySet<number>;
  readonly frequentCost: number;
  readonly commonCost: number;
}

const built = new Map<EastAsianLanguage, CharacterClasses>();

/** Where a standard keeps the characters in daily use, as first and last lead byte. */
const dailyUse = {
  ja: ['euc-jp', 0xb0, 0xcf],
  zhHans: ['gb18030', 0xb0, 0xd7],
  zhHant: ['big5', 0xa4, 0xc6],
  ko: ['euc-kr', 0xb0, 0xc8],
} as const;

function classesOf(language: EastAsianLanguage): CharacterClasses {
  const known = built.get(language);
  if (known !== undefined) return known;
  const frequent = new Set(Array.from(eastAsianText[language], (each) => each.codePointAt(0) ?? 0));
  const [encoding, first, last] = dailyUse[language];
  const table = pairTable(encoding);
  const common = new Set<number>();
  for (let pair = first << 8; pair < (last + 1) << 8; pair++) {
    // Trails below 0xA1 are extensions, save in Big5.
    if ((pair & 0xff) < (encoding === 'big5' ? 0x40 : 0xa1)) continue;
    if (table[pair] !== 0) common.add(table[pair]!);
  }
  const frequentCost = Math.log(frequent.size / 0.75);
  const classes = { frequent, common, frequentCost, commonCost: Math.log(common.size / 0.15) };
  built.set(language, classes);
  return classes;
}

const isKana = (point: number) => point >= 0x3041 && point <= 0x30ff;
/** Whether a code point is of the half-width forms of Japanese. */
export const isHalfWidthKana = (point: number) => point >= 0xff61 && point <= 0xff9f;
const isWideSymbol = (point: number) =>
  (point >= 0x3000 && point <= 0x3020) || (point >= 0xff01 && point <= 0xff5e);

/** What a character above ASCII costs in a language, in nats. */
export function eastAsianCost(point: number, language: EastAsianLanguage): number {
  const { frequent, common, frequentCost, commonCost } = classesOf(language);
  if (frequent.has(point)) return frequentCost;
  if (isKana(point)) return language === 'ja' ? 6 : 11;
  if (common.has(point)) return commonCost;
  if (isWideSymbol(point)) return 7.5;
  if (isHalfWidthKana(point)) return 8.5;
  return isIdeographOrHangul(point) ? 13 : 12;
}

function isIdeographOrHangul(point: number): boolean {
  return (point >= 0x4e00 && point <= 0x9fff) || (point >= 0xac00 && point <= 0xd7a3);
}
