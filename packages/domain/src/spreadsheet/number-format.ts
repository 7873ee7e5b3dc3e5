/** How the number format of a cell reads its number. `dateOrTime`: the language of the reader decides. */
export const numberMeaning = {
  number: 0,
  date: 1,
  time: 2,
  dateTime: 3,
  elapsed: 4,
  dateOrTime: 5,
  percent: 6,
} as const;
export type NumberMeaning = (typeof numberMeaning)[keyof typeof numberMeaning];

const meanings: readonly NumberMeaning[] = Object.values(numberMeaning);

/** The meaning that is kept as a byte; a plain number for a byte that is none. */
export function asMeaning(byte: number | undefined): NumberMeaning {
  return byte === undefined ? numberMeaning.number : (meanings[byte] ?? numberMeaning.number);
}

/** Bytes from here on mean a whole number that is shown with at least so many digits more than this. */
const padded = 32;
const mostPadding = 30;

/** Digits, at least, of a whole number with this meaning as it is shown; 0 where zeros in front are not shown. */
export function shownDigits(byte: number | undefined): number {
  return byte === undefined || byte < padded ? 0 : byte - padded;
}

/** Formats every spreadsheet program knows by number, `[first, last, meaning]`; 27 and up are East Asian and Thai. */
const builtIn: readonly (readonly [number, number, NumberMeaning])[] = [
  [9, 10, numberMeaning.percent],
  [14, 17, numberMeaning.date],
  [18, 21, numberMeaning.time],
  [22, 22, numberMeaning.dateTime],
  [27, 31, numberMeaning.date],
  [32, 35, numberMeaning.dateOrTime],
  [36, 36, numberMeaning.date],
  [45, 45, numberMeaning.time],
  [46, 46, numberMeaning.elapsed],
  [47, 47, numberMeaning.time],
  [50, 58, numberMeaning.dateOrTime],
  [71, 81, numberMeaning.dateOrTime],
];

/** Meaning of a format that stands in no list of the workbook. */
export function meaningOfBuiltIn(id: number): NumberMeaning {
  return builtIn.find(([first, last]) => id >= first && id <= last)?.[2] ?? numberMeaning.number;
}

/** Literal text, fillers, colours, conditions and locales: what a format shows beside the number. */
const literals = /"[^"]*"?|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]?/gi;

/** Meaning of a format code such as `00000`, as a byte: that of {@link meaningOfCode}, or one of {@link shownDigits}. */
export function meaningByte(code: string): number {
  const zeros = /^0{2,}$/.exec(code.split(';')[0]?.trim() ?? '')?.[0].length ?? 0;
  return zeros > 0 && zeros <= mostPadding ? padded + zeros : meaningOfCode(code);
}

/** Meaning of a format code such as `[$-409]d\-mmm\-yy;@` or `[h]:mm`. */
export function meaningOfCode(code: string): NumberMeaning {
  // The first section shows positive numbers; text between quotes may hold a semicolon.
  const bare = code.replaceAll(literals, '').split(';')[0] ?? '';
  if (bare.includes('%') && /general|standard|[0#?]/i.test(bare)) return numberMeaning.percent;
  if (/general|standard|[#?@]/i.test(bare)) return numberMeaning.number;
  return meaningOfTimes(bare);
}

/** Meaning of a code that may show dates and times, without literals. */
function meaningOfTimes(bare: string): NumberMeaning {
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return numberMeaning.elapsed;
  // A zero counts digits, unless it counts those of a second.
  if (bare.replaceAll(/s[.,]0+/gi, 's').includes('0')) return numberMeaning.number;
  const hasTime = /[hs]|am\/pm|a\/p/i.test(bare);
  const withoutHalfDay = bare.replaceAll(/am\/pm|a\/p/gi, '');
  const hasDate = /[ydgebj]/i.test(withoutHalfDay) || (!hasTime && /m/i.test(withoutHalfDay));
  if (hasDate) return hasTime ? numberMeaning.dateTime : numberMeaning.date;
  return hasTime ? numberMeaning.time : numberMeaning.number;
}
