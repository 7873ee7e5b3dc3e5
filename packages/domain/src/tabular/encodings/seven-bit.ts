import { decodeUtf8 } from '../utf8.ts';

const escape = 0x1b;
const plus = 0x2b;
const tilde = 0x7e;

/** `ESC $` with one of `(` to `+`: a set of ISO 2022 of the Korean, Chinese and later Japanese mail encodings. */
// oxlint-disable-next-line no-control-regex -- the escape character is what the encoding begins with
const iso2022 = /\u001b\$[(-+][A-Z]/;
/** Pairs of the Chinese mail encoding HZ between `~{` and `~}`. */
const hz = /~\{(?:[!-w][!-~])+~\}/;

/**
 * The name of an encoding that writes everything in bytes of ASCII and is not read, where a text shows its marks;
 * undefined for other text. Taken for ASCII, such a text would be stored as nonsense.
 */
export function sevenBitEncoding(bytes: Uint8Array): string | undefined {
  if (bytes.includes(escape) && iso2022.test(decodeUtf8(bytes))) return 'ISO 2022';
  if (bytes.includes(tilde) && hz.test(decodeUtf8(bytes))) return 'HZ';
  return bytes.includes(plus) && isUtf7(decodeUtf8(bytes)) ? 'UTF-7' : undefined;
}

/** Runs without a hyphen at their end that make a text one of UTF-7; a number with a plus sign may be one by chance. */
const fewRuns = 2;

/** Whether each plus sign of a text begins a run of UTF-7, and some of them hold letters above ASCII. */
function isUtf7(text: string): boolean {
  let runs = 0;
  for (const [, run = '', end] of text.matchAll(/\+([A-Za-z0-9+/]*)(-?)/g)) {
    if (run === '' && end === '-') continue;
    const units = utf16Units(run);
    if (units === undefined) return false;
    if (/\D/.test(run) && /(?=[^\0-\u007f])\p{L}/u.test(units)) runs += end === '-' ? fewRuns : 1;
  }
  return runs >= fewRuns;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The text of a run: UTF-16 in base64 whose last bits are zero; undefined where it is none. */
function utf16Units(run: string): string | undefined {
  let text = '';
  let bits = 0;
  let length = 0;
  for (const digit of run) {
    bits = ((bits & 0xffff) << 6) | digits.indexOf(digit);
    length += 6;
    if (length < 16) continue;
    length -= 16;
    text += String.fromCharCode((bits >> length) & 0xffff);
  }
  const isWhole = length < 6 && (bits & ((1 << length) - 1)) === 0;
  return isWhole && text !== '' && isAssigned(text) ? text : undefined;
}

/** Whether a text has no control characters, halves of pairs, and characters without a meaning. */
function isAssigned(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u.test(text.replaceAll(/[\t\n\r]/g, ''));
}
