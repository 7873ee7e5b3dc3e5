import { type CheckThresholds, defaultThresholds } from '../checks/check-thresholds.ts';
import { isCardNumber, isIban } from '../sensitive/check-digits.ts';
import type { PiiKind } from '../sensitive/detect-pii.ts';
import { profiledPii } from '../sensitive/profiled-pii.ts';
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
  'phone',
  'national_id',
  'passport',
  'person_name',
] as const;
export type SensitiveKind = (typeof sensitiveKinds)[number];

type Test = (profile: ColumnProfile) => number;

/** Filled cells of the kinds that the profile of all rows counts; in the order they are looked for. */
const cellsOf: Readonly<Partial<Record<SensitiveKind, Test>>> = {
  secret: ({ header, kinds, findings }) =>
    namesSecrets(header) ? (kinds.text ?? 0) : (findings?.secret_value ?? 0),
  ssn: (profile) => shaped(profile, ['999-99-9999']),
  card: (profile) => (mostAre(cardsAmong(profile.samples), isCardNumber) ? shaped(profile, cardShapes) : 0),
  iban: (profile) => (mostAre(profile.samples.map(compactOf), isIban) ? (profile.kinds.text ?? 0) : 0),
  email: ({ kinds }) => kinds.email ?? 0,
  birth_date: ({ header, kinds }) =>
    birthHeader.test(header) ? (kinds.date ?? 0) + (kinds.timestamp ?? 0) : 0,
  personal_data: ({ findings }) => findings?.pii_in_free_text ?? 0,
};

function compactOf(text: string): string {
  return text.replaceAll(/[ -]/g, '').toUpperCase();
}

function cardsAmong(samples: readonly string[]): string[] {
  return samples.map(compactOf).filter((compact) => /^\d{16}$/.test(compact));
}

/** True when half of the values pass: one of ten numbers passes Luhn by chance. */
function mostAre(values: readonly string[], passes: (value: string) => boolean): boolean {
  return values.length > 0 && values.filter(passes).length >= values.length / 2;
}

const cardShapes = ['9999999999999999', '9999 9999 9999 9999', '9999-9999-9999-9999'];
const birthHeader = /birth|\bdob\b|geburt|naissance|nacimiento|nascimento|生年月日/i;

/**
 * The kind of personal or secret data that enough filled cells hold; null for a plain column. `sensitiveShare`, from 0
 * to 1, is how many are enough: a setting of the engagement.
 */
export function sensitiveKindOf(
  profile: ColumnProfile,
  { sensitiveShare }: Pick<CheckThresholds, 'sensitiveShare'> = defaultThresholds,
): SensitiveKind | null {
  const filled = Object.values(profile.kinds).reduce((sum, count) => sum + count, 0);
  if (filled === 0) return null;
  const counted = sensitiveKinds.find((kind) => (cellsOf[kind]?.(profile) ?? 0) >= filled * sensitiveShare);
  return counted ?? listedKind(profiledPii(profile, sensitiveShare));
}

/** A kind of personal data under the name it has here. */
function listedKind(found: PiiKind | null): SensitiveKind | null {
  return found === 'payment_card' ? 'card' : found;
}

function shaped({ patterns }: ColumnProfile, shapes: readonly string[]): number {
  return patterns.reduce((sum, { value, count }) => sum + (shapes.includes(value) ? count : 0), 0);
}
