import { withoutCredentials } from '../dependencies/read-end.ts';
import { hasUrlCredentials, holdsSecret, namesSecrets } from '../tabular/text-findings.ts';
import { detectPii } from './detect-pii.ts';
import { piiHintsOf } from './pii-hints.ts';

/** Texts up to this many characters are short: two of their characters would be too much of them. */
const short = 8;
const medium = 16;

/**
 * A value with only its type, its class of length and at most its last two characters: `#` stands for numbers, `•` for
 * other texts, three of them for a short value, six for a medium one, nine for a long one.
 */
export function maskValue(value: string): string {
  const characters = [...value.trim()];
  const { length } = characters;
  const text = characters.join('');
  const sign = /\p{L}/u.test(text) || !/\d/.test(text) ? '•' : '#';
  const at = /^\S+@\S+$/.test(text) ? '@•••' : '';
  if (length <= short) return sign.repeat(3) + at;
  return sign.repeat(length <= medium ? 6 : 9) + at + characters.slice(-2).join('');
}

/** What no personal data is without whose header does not tell of it: asked of every cell before all the forms are. */
const mayBePersonal = /@|(?:\d\D*){6}/;

/**
 * Masks what the detectors know as personal or secret in texts under a header, and leaves all other texts as they
 * stand; of an address only the user and the password in it.
 */
export function maskerOf(header = ''): (text: string) => string {
  const hints = piiHintsOf(header);
  const isHinted = Object.values(hints).some(Boolean);
  const isSecret = namesSecrets(header);
  return (text) => {
    if (isSecret) return text === '' ? text : maskValue(text);
    const open = maskSecrets(text);
    const isPersonal = (isHinted || mayBePersonal.test(open)) && detectPii(open, hints) !== undefined;
    return isPersonal ? maskValue(text) : open;
  };
}

/** Masks a text that holds a password, a key or a token; of an address only the user and the password in it. */
export function maskSecrets(text: string): string {
  const open = hasUrlCredentials(text) ? withoutCredentials(text) : text;
  return holdsSecret(open) ? maskValue(text) : open;
}
