/** Bits that say which characters occur in a cell; one OR per byte decides which recognisers can match. */
export const charClass = {
  digit: 1,
  hexLetter: 2,
  letter: 4,
  dot: 8,
  colon: 16,
  dash: 32,
  slash: 64,
  space: 128,
  at: 256,
  comma: 512,
  semicolon: 1024,
  pipe: 2048,
  lineBreak: 4096,
  percent: 8192,
  underscore: 16_384,
  plus: 32_768,
  /** Any byte of a multi-byte UTF-8 character. */
  nonAscii: 65_536,
  other: 131_072,
} as const;

const bitOfCharacter: Readonly<Record<string, number>> = {
  '.': charClass.dot,
  ':': charClass.colon,
  '-': charClass.dash,
  '/': charClass.slash,
  ' ': charClass.space,
  '\t': charClass.space,
  '@': charClass.at,
  ',': charClass.comma,
  ';': charClass.semicolon,
  '|': charClass.pipe,
  '\n': charClass.lineBreak,
  '\r': charClass.lineBreak,
  '%': charClass.percent,
  _: charClass.underscore,
  '+': charClass.plus,
};

function classOf(byte: number): number {
  if (byte >= 0x80) return charClass.nonAscii;
  const character = String.fromCharCode(byte);
  if (character >= '0' && character <= '9') return charClass.digit;
  if (/[a-f]/i.test(character)) return charClass.hexLetter;
  if (/[g-z]/i.test(character)) return charClass.letter;
  return bitOfCharacter[character] ?? charClass.other;
}

/** The class bit of each byte value. */
export const classOfByte: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => classOf(byte));

/** The class bits of every byte in `[start, end)`, combined. */
export function classesOf(bytes: Uint8Array, start: number, end: number): number {
  let mask = 0;
  for (let i = start; i < end; i++) mask |= classOfByte[bytes[i] ?? 0] ?? 0;
  return mask;
}
