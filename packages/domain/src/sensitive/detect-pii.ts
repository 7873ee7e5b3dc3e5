import { countryIds } from './country-ids.ts';
import { isCardNumber, isIban } from './check-digits.ts';

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

/** What the header of a column says of values that could be something else alone. */
export interface PiiHints {
  readonly phone: boolean;
  readonly passport: boolean;
  readonly birthDate: boolean;
  readonly personName: boolean;
}

/** Reads the hints a header gives. */
export function piiHintsOf(header: string): PiiHints {
  const words = header.toLowerCase().replace(/[^\p{L}]+/gu, ' ');
  return {
    phone: /\b(?:phone|mobile|cell|tel|telephone|fax|telefon|handy|téléphone|telefono|móvil)\b/u.test(words),
    passport: /\b(?:passport|passnummer|reisepass|passeport|pasaporte)\b/u.test(words),
    birthDate: /\b(?:birth|birthday|birthdate|dob|geburt\w*|naissance|nacimiento)\b/u.test(words),
    personName:
      /\b(?:first|last|full|given|family|middle|sur|customer|employee|patient|contact|vor|nach) ?name\b|\b(?:surname|firstname|lastname|fullname|vorname|nachname|prénom|apellido)\b/u.test(
        words,
      ),
  };
}

const email = /^[^\s@<>()",;:]+@[^\s@<>()",;:]+\.[a-z]{2,}$/i;
const date = /^(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d)/;
const personName = /^\p{Lu}[\p{L}'’-]+(?:,? \p{Lu}[\p{L}.'’-]*){0,3}$/u;

/** The kind of personal data a whole value is; `undefined` for one that is none. */
export function detectPii(value: string, hints: PiiHints): PiiKind | undefined {
  const text = value.trim();
  if (text.length < 5 || text.length > 254) return text === '' ? undefined : detectHinted(text, hints);
  if (email.test(text)) return 'email';
  const compact = text.replace(/[\s-]/g, '');
  if (isCardNumber(compact)) return 'payment_card';
  if (isIban(compact.toUpperCase())) return 'iban';
  if (countryIds.some(({ pattern, isValid }) => pattern.test(text) && isValid(compact.toUpperCase())))
    return 'national_id';
  if (isPhone(text, hints)) return 'phone';
  return detectHinted(text, hints);
}

function isPhone(text: string, hints: PiiHints): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (/^\+\d[\d\s()./-]{6,20}$/.test(text)) return digits >= 8 && digits <= 15;
  return hints.phone && /^\(?\d[\d\s()./-]{5,20}$/.test(text) && digits >= 7 && digits <= 15;
}

/** What only the header makes of a value. */
function detectHinted(text: string, hints: PiiHints): PiiKind | undefined {
  if (hints.passport && /^[A-Z]{0,2}\d{6,9}$/i.test(text)) return 'passport';
  if (hints.birthDate && date.test(text)) return 'birth_date';
  return hints.personName && personName.test(text) ? 'person_name' : undefined;
}

/** A value with nearly everything hidden: enough to see its form. */
export function maskValue(value: string): string {
  const text = value.trim();
  if (text.length <= 4) return '*'.repeat(text.length);
  const hidden = text.slice(1, -1).replace(/[\p{L}\p{N}]/gu, '*');
  return `${text[0] ?? ''}${hidden}${text.at(-1) ?? ''}`;
}
