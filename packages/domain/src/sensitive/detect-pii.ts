import { parseDate } from '../cleansing/date-format.ts';
import { isCardNumber, isIban, looksLikeCard, looksLikeIban } from './check-digits.ts';
import { countryIds } from './country-ids.ts';
import type { PiiHints } from './pii-hints.ts';

/** Kinds of personal data a value may be. */
export const piiKinds = [
  'email',
  'phone',
  'payment_card',
  'iban',
  'national_id',
  'passport',
  'birth_date',
  'person_name',
] as const;
export type PiiKind = (typeof piiKinds)[number];

/** What a value may be, by one form it has. */
export interface PiiReading {
  readonly kind: PiiKind;
  /** The form, with check digits: its other values tell whether they hold by chance. Null for what is sure alone. */
  readonly form: string | null;
  /** False for a value of the form whose check digits do not fit. */
  readonly isValid: boolean;
  /** True for a form that other numbers have as well. */
  readonly isWeak: boolean;
}

const sure = (kind: PiiKind): PiiReading => ({ kind, form: null, isValid: true, isWeak: false });

// Names of algorithms of SSH are written like addresses at these two domains.
const email = /^(?!git@)[^\s@<>()",;:]+@(?!libssh\.org|openssh\.com)[^\s@<>()",;:]+\.[a-z]{2,}$/i;
const emailWithin =
  /(?:^|[\s<([{;,|"']|mailto:)(?!git@)[\w.+-]+@(?!libssh\.org|openssh\.com)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?![\w:/])/i;
const nameParticles = String.raw`(?:(?:de|da|do|dos|del|della|di|du|van|von|der|den|vom|zu|la|le|el|al|bin|ten|ter|af) )*`;
const personName = new RegExp(
  String.raw`^${nameParticles}\p{Lu}[\p{L}'’.-]*(?:,? ${nameParticles}\p{Lu}[\p{L}.'’-]*){0,4}$|^\p{Lo}{2,10}(?:[ 　]\p{Lo}{1,10})?$`,
  'u',
);

/** Words of teams and companies, which stand in columns of contacts and customers too. */
const organisation =
  /\b(?:teams?|support|services?|desk|group|department|dept|helpdesk|operations|admins?|administrators?|ltd|gmbh|inc|corp|corporation|llc|plc|company|solutions|systems|abteilung|équipe)\b/i;

/** Every reading of a value as personal data; none for a value that has no such form. */
export function readPii(value: string, hints: PiiHints): readonly PiiReading[] {
  const text = value.trim();
  if (text === '') return [];
  const hinted = readHinted(text, hints);
  if (hinted !== undefined) return [sure(hinted)];
  if (text.length < 5) return [];
  if (email.test(text)) return [sure('email')];
  if (isInternational(text)) return [sure('phone')];
  const whole = text.length > 64 ? [] : readForms(text, hints);
  return whole.length > 0 ? whole : readWithin(text);
}

/** The kind of personal data a whole value is on its own; `undefined` for one that is none, or not surely. */
export function detectPii(value: string, hints: PiiHints): PiiKind | undefined {
  return readPii(value, hints).find(({ isValid, isWeak }) => isValid && !isWeak)?.kind;
}

/** Numbers with check digits. */
function readForms(text: string, hints: PiiHints): PiiReading[] {
  const compact = text.replace(/[\s.-]/g, '').toUpperCase();
  const readings: PiiReading[] = [];
  if (looksLikeCard(compact) && !text.includes('.')) {
    // Cards of these lengths are rare or no longer issued; numbers of articles and companies have them too.
    const isWeak = compact.length < 15 && !hints.card;
    const form = isWeak ? `card ${compact.length}` : 'card';
    readings.push({ kind: 'payment_card', form, isValid: isCardNumber(compact), isWeak });
  }
  if (looksLikeIban(compact))
    readings.push({ kind: 'iban', form: 'iban', isValid: isIban(compact), isWeak: false });
  for (const { country, pattern, isValid, isWeak = false } of countryIds)
    if (pattern.test(text))
      readings.push({ kind: 'national_id', form: country, isValid: isValid(compact), isWeak });
  return readings;
}

const ssnWithin = /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/;
const cardWithin = /(?<![\w.-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w.-])/g;
const ibanWithin = /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g;

/** Personal data among other words, or one of several values of a cell. */
function readWithin(text: string): PiiReading[] {
  if (!/[\s;,|<]/.test(text)) return [];
  const cards = text.match(cardWithin)?.map((found) => found.replace(/\D/g, '')) ?? [];
  if (cards.some(isCardNumber)) return [{ kind: 'payment_card', form: 'card', isValid: true, isWeak: false }];
  if (text.match(ibanWithin)?.some((found) => isIban(found.replaceAll(' ', ''))) === true)
    return [sure('iban')];
  if (ssnWithin.test(text)) return [sure('national_id')];
  return emailWithin.test(text) ? [sure('email')] : [];
}

function isInternational(text: string): boolean {
  if (!/^\+\d[\d\s()./-]{6,20}$/.test(text) || /^\+\d+\.\d+$/.test(text)) return false;
  const digits = text.replace(/\D/g, '').length;
  // A plus and a few digits alone may be an amount with its sign.
  return digits >= (/[\s()/-]/.test(text) ? 8 : 10) && digits <= 15;
}

const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;

const hintedTests: readonly (readonly [
  hint: keyof PiiHints,
  fits: (text: string) => boolean,
  kind: PiiKind,
])[] = [
  ['birthDate', isDate, 'birth_date'],
  ['phone', isLocalPhone, 'phone'],
  ['passport', isPassport, 'passport'],
  ['nationalId', isIdentifier, 'national_id'],
  ['personName', (text) => personName.test(text) && !organisation.test(text), 'person_name'],
];

/** What only the header makes of a value. */
function readHinted(text: string, hints: PiiHints): PiiKind | undefined {
  return hintedTests.find(([hint, fits]) => hints[hint] && fits(text))?.[2];
}

function isPassport(text: string): boolean {
  return /^(?=(?:[A-Z]*\d){3})[A-Z0-9]{6,9}$/i.test(text);
}

function isDate(text: string): boolean {
  return parseDate(text, 'day_first') !== undefined;
}

function isLocalPhone(text: string): boolean {
  if (!/^[+(]?\d[\d\s()./-]{4,20}(?:\s?(?:x|ext\.?)\s?\d{1,6})?$/i.test(text) || address.test(text))
    return false;
  const digits = text.replace(/\D/g, '').length;
  return digits >= 6 && digits <= 16 && !isDate(text) && !/^\d+\.\d+$/.test(text);
}

function isIdentifier(text: string): boolean {
  const compact = text.replace(/[\s./-]/g, '');
  return /^[A-Z0-9+]{6,18}$/i.test(compact) && compact.replace(/\D/g, '').length >= 5;
}
