import type { ColumnProfile } from '../tabular/column-profile.ts';
import { namesSecrets } from '../tabular/text-findings.ts';

/** What makes a column sensitive; its samples are then masked. */
export const sensitiveKinds = [
  'secret',
  'ssn',
  'card',
  'iban',
  'email',
  'birth_date',
  'personal_data',
] as const;
export type SensitiveKind = (typeof sensitiveKinds)[number];

/** Share of the filled cells from which on a column is sensitive. */
const sensitiveShare = 0.05;

type Test = (profile: ColumnProfile) => number;

/** Filled cells of each kind, as the profile of all rows tells; in the order they are looked for. */
const cellsOf: Readonly<Record<SensitiveKind, Test>> = {
  secret: ({ header, kinds, findings }) =>
    namesSecrets(header) ? (kinds.text ?? 0) : (findings?.secret_value ?? 0),
  ssn: (profile) => shaped(profile, ['999-99-9999']),
  card: (profile) => (profile.samples.some(passesLuhn) ? shaped(profile, cardShapes) : 0),
  iban: (profile) => (profile.samples.some(passesMod97) ? (profile.kinds.text ?? 0) : 0),
  email: ({ kinds }) => kinds.email ?? 0,
  birth_date: ({ header, kinds }) =>
    birthHeader.test(header) ? (kinds.date ?? 0) + (kinds.timestamp ?? 0) : 0,
  personal_data: ({ findings }) => findings?.pii_in_free_text ?? 0,
};

const cardShapes = ['9999999999999999', '9999 9999 9999 9999', '9999-9999-9999-9999'];
const birthHeader = /birth|\bdob\b|geburt|naissance|nacimiento|nascimento|生年月日/i;

/** The kind of personal or secret data that at least one filled cell of twenty holds; null for a plain column. */
export function sensitiveKindOf(profile: ColumnProfile): SensitiveKind | null {
  const filled = Object.values(profile.kinds).reduce((sum, count) => sum + count, 0);
  if (filled === 0) return null;
  return sensitiveKinds.find((kind) => cellsOf[kind](profile) >= filled * sensitiveShare) ?? null;
}

function shaped({ patterns }: ColumnProfile, shapes: readonly string[]): number {
  return patterns.reduce((sum, { value, count }) => sum + (shapes.includes(value) ? count : 0), 0);
}

/** True for sixteen digits with the check digit of a payment card. */
function passesLuhn(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, '');
  if (!/^[3-6]\d{15}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const doubled = Number(digits[at]) * (at % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** True for an international bank account number with the right check digits. */
function passesMod97(text: string): boolean {
  const compact = text.replaceAll(' ', '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    for (const digit of Number.parseInt(character, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
