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
  const characters = Array.from(value.trim());
  const { length } = characters;
  const text = characters.join('');
  const sign = /\p{L}/u.test(text) || !/\d/.test(text) ? '•' : '#';
  const at = /^\S+@\S+$/.test(text) ? '@•••' : '';
  if (length <= short) return sign.repeat(3) + at;
  return sign.repeat(length <= medium ? 6 : 9) + at + characters.slice(-2).join('');
}

/** Masks what is secret in texts under a header: passwords, keys and tokens; of an address only the user and the password in it. */
export function secretMaskerOf(header: string): (text: string) => string {
  return namesSecrets(header) ? (text) => (text === '' ? text : maskValue(text)) : maskSecrets;
}

function maskSecrets(text: string): string {
  const open = hasUrlCredentials(text) ? withoutCredentials(text) : text;
  return holdsSecret(open) ? maskValue(text) : open;
}

/** What no personal data is without whose header does not tell of it: asked of every text before all the forms are. */
const mayBePersonal = /@|(?:\d\D*){6}/;

/** Masks what the detectors know as personal in texts under a header as well, and leaves all other texts as they stand. */
export function personalMaskerOf(header: string): (text: string) => string {
  const hints = piiHintsOf(header);
  const isHinted = Object.values(hints).some(Boolean);
  const withoutSecrets = secretMaskerOf(header);
  return (text) => {
    const open = withoutSecrets(text);
    if (open !== text || !(isHinted || mayBePersonal.test(text))) return open;
    return detectPii(text, hints) === undefined ? text : maskValue(text);
  };
}
