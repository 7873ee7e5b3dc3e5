/** What a character makes of cleaning a text; each is a bit, so that the needs of many come together in one number. */
export const cleaningNeed = {
  /** A carriage return becomes a line feed, or goes where one follows. */
  lineBreak: 1,
  /** A control character or a mark without width goes. */
  removal: 2,
  /** A tab or a special space becomes a plain space. */
  blank: 4,
  /** The character may have another form, join the one before it or change places with it. */
  normalising: 8,
} as const;

/**
 * First and last characters of the runs that nothing is done about, whatever stands beside them: they are in Unicode
 * NFC, none joins what stands before it, and none is ordered among marks. Ordinary ones only: characters that are
 * left out cost the time of normalising, never another result.
 */
const settledRuns: readonly (readonly [first: number, last: number])[] = [
  [0x0a, 0x0a],
  // Latin letters; those that combine with the letter before them begin at U+0300.
  [0x20, 0x7e],
  [0xa1, 0x2ff],
  [0x1e00, 0x1eff],
  // Greek and Cyrillic, without the marks of old texts (U+0483).
  [0x388, 0x38a],
  [0x38e, 0x3a1],
  [0x3a3, 0x482],
  [0x48a, 0x52f],
  // Armenian, Georgian, Hebrew and Arabic letters without vowel points, Thai without tone marks.
  [0x531, 0x556],
  [0x561, 0x587],
  [0x10d0, 0x10ff],
  [0x5d0, 0x5ea],
  [0x60c, 0x60c],
  [0x620, 0x64a],
  [0x660, 0x66f],
  [0x671, 0x6d3],
  [0xe01, 0xe37],
  [0xe3f, 0xe47],
  [0xe50, 0xe59],
  // Marks of direction, dashes, quotation marks, currencies, arrows, signs, boxes and pictures.
  [0x200e, 0x200f],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
  [0x2100, 0x2125],
  [0x2150, 0x218b],
  [0x2190, 0x2328],
  [0x232b, 0x23ff],
  [0x2460, 0x27bf],
  [0x2b00, 0x2b73],
  [0xfe0f, 0xfe0f],
  [0xfffd, 0xfffd],
  // Chinese, Japanese and Korean, without the voicing marks of kana (U+3099) and single jamo.
  [0x3001, 0x3029],
  [0x3030, 0x303f],
  [0x3041, 0x3096],
  [0x309b, 0x30ff],
  [0x3105, 0x312f],
  [0x3131, 0x318e],
  [0x31f0, 0x321e],
  [0x3220, 0x9fff],
  [0xac00, 0xd7a3],
  [0xff01, 0xffbe],
  // First halves of the pairs of pictures (from U+1F000) and of rarer ideographs (from U+20000); all second halves.
  [0xd83c, 0xd83e],
  [0xd840, 0xd868],
  [0xdc00, 0xdfff],
];

const removedRuns: typeof settledRuns = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0x200b, 0x200d],
  [0x2060, 0x2060],
  [0xfeff, 0xfeff],
];

const blankRuns: typeof settledRuns = [
  [0x09, 0x09],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];

const carriageReturn = 0x0d;

/** For each UTF-16 unit the {@link cleaningNeed} of the text it stands in; 0 where it needs nothing. */
export const needOfUnit: Readonly<Uint8Array> = needs();

function needs(): Uint8Array {
  const all = new Uint8Array(0x1_0000).fill(cleaningNeed.normalising);
  const setRuns = (runs: typeof settledRuns, need: number) => {
    for (const [first, last] of runs) all.fill(need, first, last + 1);
  };
  setRuns(settledRuns, 0);
  setRuns(removedRuns, cleaningNeed.removal);
  setRuns(blankRuns, cleaningNeed.blank);
  all[carriageReturn] = cleaningNeed.lineBreak;
  return all;
}

/** The need of a character: above U+FFFF that of the first half of its pair. */
export function needOfCharacter(point: number): number {
  return needOfUnit[point < 0x1_0000 ? point : 0xd7c0 + (point >> 10)]!;
}
