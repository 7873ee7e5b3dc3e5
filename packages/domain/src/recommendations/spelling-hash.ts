import { decodeUtf8, encodeUtf8 } from '../tabular/utf8.ts';
import { nameKey } from '../entity-resolution/identity-keys.ts';
import { foldSpelling } from './fold-spelling.ts';

const blank = 32;
const start32 = 0x811c9dc5;
const kind = { separator: 0, letter: 1, digit: 2 } as const;

/** For each ASCII character whether it parts words; `+` and `#` are part of names as letters are. */
const kindOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/\d/.test(character)) return kind.digit;
  return /[a-z+#]/i.test(character) ? kind.letter : kind.separator;
});

/** Hash of what {@link foldSpelling} makes of a text, without making it where the text is ASCII. */
export function foldedHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = start32;
  let before: number = kind.separator;
  let isParted = false;
  for (let at = start; at < end; at++) {
    const code = bytes[at]!;
    if (code >= 128) return hashOf(encodeUtf8(foldSpelling(decodeUtf8(bytes, start, end))));
    const now = kindOf[code]!;
    if (now === kind.separator) {
      isParted = true;
      continue;
    }
    if (isParted && before === kind.digit && now === kind.digit) hash = add(hash, blank);
    hash = add(hash, lower(code));
    before = now;
    isParted = false;
  }
  return hash;
}

/** Hash of a name as matching compares it. */
export function nameHash(bytes: Uint8Array, start: number, end: number): number {
  let hash = start32;
  for (let at = start; at < end; at++) {
    const code = bytes[at]!;
    if (code >= 128 || code === blank) return hashOf(encodeUtf8(nameKey(decodeUtf8(bytes, start, end))));
    hash = add(hash, lower(code));
  }
  return hash;
}

function hashOf(bytes: Uint8Array): number {
  let hash = start32;
  for (const code of bytes) hash = add(hash, code);
  return hash;
}

function add(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}

function lower(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}
