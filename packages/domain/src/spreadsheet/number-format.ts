/** How the number format of a cell reads its number. `dateOrTime`: the language of the reader decides. */
export const numberMeaning = { number: 0, date: 1, time: 2, dateTime: 3, elapsed: 4, dateOrTime: 5 } as const;
export type NumberMeaning = (typeof numberMeaning)[keyof typeof numberMeaning];

const meanings: readonly NumberMeaning[] = Object.values(numberMeaning);

/** The meaning that is kept as a byte; a plain number for a byte that is none. */
export function asMeaning(byte: number | undefined): NumberMeaning {
  return byte === undefined ? numberMeaning.number : (meanings[byte] ?? numberMeaning.number);
}

/** Formats every spreadsheet program knows by number, `[first, last, meaning]`; 27 and up are East Asian and Thai. */
const builtIn: readonly (readonly [number, number, NumberMeaning])[] = [
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

/** Meaning of a format code such as `[$-409]d\-mmm\-yy;@` or `[h]:mm`. */
export function meaningOfCode(code: string): NumberMeaning {
  // The first section shows positive numbers; text between quotes may hold a semicolon.
  const bare = code.replaceAll(literals, '').split(';')[0] ?? '';
  if (/general|standard|[#?@]/i.test(bare)) return numberMeaning.number;
  if (/\[(?:h+|m+|s+)\]/i.test(bare)) return numberMeaning.elapsed;
  // A zero counts digits, unless it counts those of a second.
  if (bare.replaceAll(/s[.,]0+/gi, 's').includes('0')) return numberMeaning.number;
  const hasTime = /[hs]|am\/pm|a\/p/i.test(bare);
  const withoutHalfDay = bare.replaceAll(/am\/pm|a\/p/gi, '');
  const hasDate = /[ydgebj]/i.test(withoutHalfDay) || (!hasTime && /m/i.test(withoutHalfDay));
  if (hasDate) return hasTime ? numberMeaning.dateTime : numberMeaning.date;
  return hasTime ? numberMeaning.time : numberMeaning.number;
}
