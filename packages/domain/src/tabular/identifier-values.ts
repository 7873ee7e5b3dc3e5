import { charClass, classOfByte } from './char-class.ts';
import { encodeUtf8 } from './utf8.ts';

/** True for `8-4-4-4-12` hexadecimal digits, bare or in braces. */
export function isUuid(text: string): boolean {
  const bytes = encodeUtf8(text);
  return isUuidBytes(bytes, 0, bytes.length);
}

/** {@link isUuid} over bytes. */
export function isUuidBytes(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start === 36) return isDashedUuid(bytes, start);
  return (
    end - start === 38 && bytes[start] === 0x7b && bytes[end - 1] === 0x7d && isDashedUuid(bytes, start + 1)
  );
}

const hexDigits = charClass.digit | charClass.hexLetter;

/** A bit for each place of a dash; those behind the 32nd character have none. */
const dashPlaces = (1 << 8) | (1 << 13) | (1 << 18) | (1 << 23);

function isDashedUuid(bytes: Uint8Array, start: number): boolean {
  let dashes = 0;
  for (let k = 0; k < 36; k++) {
    const byte = bytes[start + k]!;
    if ((classOfByte[byte]! & hexDigits) !== 0) continue;
    if (byte !== 0x2d || k >= 32 || (dashPlaces & (1 << k)) === 0) return false;
    dashes++;
  }
  return dashes === 4;
}

const emailPattern =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/i;

/** True for one e-mail address without a display name. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && emailPattern.test(text);
}

const urlPattern = /^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/?#]+(?:[/?#]\S*)?$/i;

/** True for an absolute URL with an authority, of any scheme. */
export function isUrl(text: string): boolean {
  return urlPattern.test(text);
}

const versionPattern = /^(?:v\d+(?:\.\d+)+|\d+(?:\.\d+){2,})(?:[-+._~:]?[a-z0-9]+)*$/i;

/** True for a version number: at least three dotted numbers, or two after a `v`; a suffix may follow. */
export function isVersion(text: string): boolean {
  return text.length <= 64 && versionPattern.test(text);
}
