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

function isDashedUuid(bytes: Uint8Array, start: number): boolean {
  for (let k = 0; k < 36; k++) {
    const byte = bytes[start + k]!;
    const isDashed = k === 8 || k === 13 || k === 18 || k === 23;
    if (isDashed ? byte !== 0x2d : (classOfByte[byte]! & hexDigits) === 0) return false;
  }
  return true;
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
