import { commonPasswords } from './common-passwords.ts';

export const PASSWORD_MIN_LENGTH = 12;

const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];

/** Why a password is too weak, as a sentence, or `undefined` when it is good. Length is in characters as written. */
export function passwordWeakness(password: string, email: string): string | undefined {
  if (Array.from(password).length < PASSWORD_MIN_LENGTH) {
    return `Use at least ${PASSWORD_MIN_LENGTH} characters.`;
  }
  const folded = password.toLowerCase();
  const name = email.toLowerCase().split('@', 1)[0] ?? '';
  if (name.length >= 4 && folded.includes(name)) return 'Do not use your e-mail address in the password.';
  if (isRepetition(folded) || isRun(folded) || isCommon(folded)) {
    return 'This password is among the first that are tried. Use a few unrelated words, or let a program make one.';
  }
  return undefined;
}

/** One piece of up to four characters again and again. */
function isRepetition(text: string): boolean {
  return [1, 2, 3, 4].some(
    (size) =>
      text ===
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length),
  );
}

/** Neighbours on the keyboard, in the alphabet or in counting, forwards or backwards, for the whole length. */
function isRun(text: string): boolean {
  const steps = Array.from(text)
    .slice(1)
    .filter((character, index) => areNeighbours(text[index] ?? '', character));
  return steps.length >= text.length - 3;
}

function areNeighbours(left: string, right: string): boolean {
  return RUNS.some((run) => run.includes(left + right) || run.includes(right + left));
}

function isCommon(text: string): boolean {
  const bare = text.replaceAll(/^[^a-z]+|[^a-z]+$/g, '');
  return [text, bare, withoutLookAlikes(text), withoutLookAlikes(bare)].some((candidate) => {
    const word = candidate.replaceAll(/[^a-z]/g, '');
    return commonPasswords.has(word) || commonPasswords.has(halfOf(word));
  });
}

function withoutLookAlikes(text: string): string {
  return Array.from(text, (character) => LOOK_ALIKE[character] ?? character).join('');
}

function halfOf(word: string): string {
  const half = word.slice(0, word.length / 2);
  return half + half === word ? half : '';
}
