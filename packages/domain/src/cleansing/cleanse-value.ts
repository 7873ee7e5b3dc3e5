import { isPlaceholderWord } from '../tabular/placeholder-words.ts';
import { cutText } from '../tabular/shown-text.ts';
import { hasUrlCredentials, holdsSecret } from '../tabular/text-findings.ts';
import { cleanText, listSeparator } from './clean-text.ts';
import { cell, failed, missing, type CleansedCell } from './cleansed-cell.ts';
import type { TargetFieldType } from '../catalog/target-field.ts';
import type { ColumnPlan } from './column-plan.ts';
import {
  isClockStart,
  isoDate,
  isoTimestamp,
  parseDate,
  readOrderedDate,
  spreadsheetDate,
  type DateOrder,
} from './date-format.ts';
import { parseBoolean } from './boolean-words.ts';
import { parseEnum } from './enum-synonyms.ts';
import { canonicalFqdn, canonicalIp, canonicalMac, canonicalUuid } from './network-forms.ts';
import { cleanseNumber } from './cleanse-number.ts';
import { splitAddresses, splitItems } from './split-values.ts';

/**
 * Cleanses one source text by the plan of its column.
 *
 * Deterministic and without state, so it is called once for each distinct value. An empty cell and a
 * placeholder word are missing, not failed, and have the value a person set for such cells; zero and false are values.
 */
export function cleanseValue(plan: ColumnPlan, raw: string): CleansedCell {
  if (plan.options.skip === true) return missing;
  const text = cleanText(raw);
  const { missingAs, invalidAs } = plan.options;
  if (holdsNothing(plan, text)) return missingAs === undefined ? missing : cell(missingAs);
  if (isRefused(plan, text)) return missing;
  const read = parsers[plan.type](plan, text);
  const isUnreadable = read.issue === 'invalid_value' && read.value === null;
  return isUnreadable && invalidAs !== undefined ? cell(invalidAs) : read;
}

/** True for a blank text and for a placeholder word that the field has no meaning for. */
export function holdsNothing(plan: ColumnPlan, text: string): boolean {
  return text === '' || (isPlaceholderWord(text) && !isVocabularyWord(plan, text));
}

/** True for a text that a person decided to leave unknown because of what it holds. */
function isRefused({ options }: ColumnPlan, text: string): boolean {
  if (options.credentials === 'skip' && hasUrlCredentials(text)) return true;
  return options.secrets === 'skip' && holdsSecret(text);
}

/** The part of a plan that says which words its field has. */
export type WordReading = Pick<ColumnPlan, 'field' | 'type' | 'vocabulary' | 'options'>;

/** True for a word that has a meaning for the field, as `none` has for the encryption of data. */
export function isVocabularyWord(plan: WordReading, text: string): boolean {
  return plan.type === 'enum' && enumOf(plan, text) !== undefined;
}

function enumOf(plan: WordReading, text: string): string | undefined {
  const field =
    plan.vocabulary === null ? { key: plan.field } : { key: plan.field, vocabulary: plan.vocabulary };
  return parseEnum(text, field, plan.options.valueMap);
}

type Parser = (plan: ColumnPlan, text: string) => CleansedCell;

const parsers: Readonly<Record<TargetFieldType, Parser>> = {
  text: cleanseText,
  text_list: (plan, text) => cell(splitItems(text, plan.separator).join(listSeparator)),
  integer: cleanseNumber,
  port: cleanseNumber,
  decimal: cleanseNumber,
  money: cleanseNumber,
  percent: cleanseNumber,
  boolean: (_plan, text) => orInvalid(parseBoolean(text)?.toString()),
  date: cleanseDate,
  timestamp: cleanseDate,
  enum: cleanseEnum,
  uuid: (_plan, text) => orInvalid(canonicalUuid(text)),
  ip: (_plan, text) => orInvalid(canonicalIp(text)),
  ip_list: (_plan, text) => addresses(text, canonicalIp),
  mac_list: (_plan, text) =>
    addresses(text.replace(/\b([0-9a-f]{2}) (?=[0-9a-f]{2}\b)/gi, '$1:'), canonicalMac),
};

function orInvalid(value: string | undefined): CleansedCell {
  return value === undefined ? failed('invalid_value') : cell(value);
}

function addresses(text: string, canonical: (item: string) => string | undefined): CleansedCell {
  const items = splitAddresses(text).map(canonical);
  if (items.length === 0) return missing;
  const valid = [...new Set(items.filter((item) => item !== undefined))];
  const issue = items.includes(undefined) ? ('invalid_value' as const) : null;
  return {
    value: valid.length === 0 ? null : valid.join(listSeparator),
    issue: valid.length === 0 ? 'invalid_value' : issue,
  };
}

function cleanseEnum(plan: ColumnPlan, text: string): CleansedCell {
  const value = enumOf(plan, text);
  return value === undefined ? failed('enum_unknown_value') : cell(value);
}

/** True for a word of the field that this column of words unknown to it stands beside. */
function isKnownElsewhere(plan: ColumnPlan, text: string): boolean {
  const { unknownTo } = plan.options;
  return unknownTo !== undefined && enumOf({ ...plan, field: unknownTo }, text) !== undefined;
}

function cleanseText(plan: ColumnPlan, text: string): CleansedCell {
  if (isKnownElsewhere(plan, text)) return missing;
  if (plan.field === 'fqdn') return orInvalid(canonicalFqdn(text));
  const single =
    plan.options.multiValue === undefined ? text : chosenItem(plan.options.multiValue, plan, text);
  if (single === null || single.length <= (plan.options.longerThan ?? 0)) return missing;
  if (plan.maxLength === null || single.length <= plan.maxLength) return cell(single);
  return fitLength(plan, single, plan.maxLength);
}

function chosenItem(
  choice: NonNullable<ColumnPlan['options']['multiValue']>,
  plan: ColumnPlan,
  text: string,
): string | null {
  if (choice === 'keep') return text;
  const items = splitItems(text, plan.separator);
  if (items.length < 2) return text;
  if (choice === 'split') return items.join(listSeparator);
  return choice === 'skip' ? null : (items[0] ?? null);
}

function fitLength(plan: ColumnPlan, text: string, limit: number): CleansedCell {
  const choice = plan.options.tooLong ?? 'keep';
  if (choice === 'skip') return missing;
  if (choice === 'split') return cell(splitItems(text, plan.separator).join(listSeparator));
  if (choice === 'truncate') return cell(cutText(text, limit).trim());
  return cell(choice === 'first_value' ? (splitItems(text, plan.separator)[0] ?? text) : text);
}

function cleanseDate(plan: ColumnPlan, text: string): CleansedCell {
  const parsed = parseDate(text, orderFor(plan, text));
  if (parsed === 'ambiguous') return failed('date_order_ambiguous');
  if (parsed === undefined) return orInvalid(spreadsheetDate(text) ?? epochDate(plan, text));
  if (isClockStart(parsed.year, parsed.month, parsed.day)) return failed('invalid_value');
  return cell(plan.type === 'date' ? isoDate(parsed.year, parsed.month, parsed.day) : isoTimestamp(parsed));
}

function orderFor(plan: ColumnPlan, text: string): DateOrder | null {
  const shape = readOrderedDate(text)?.shape;
  return (shape === undefined ? undefined : plan.dateOrders[shape]) ?? plan.dateOrder;
}

/** Seconds or milliseconds since 1970, also as some programs write them into JSON: `/Date(1577836800000)/`. */
function epochDate(plan: ColumnPlan, written: string): string | undefined {
  const text = written.replace(/^\/Date\((\d+)(?:[+-]\d{4})?\)\/$/, '$1');
  if (!/^1\d{9}(?:\d{3})?$/.test(text)) return undefined;
  const seconds = text.length === 10 ? Number(text) : Number(text) / 1000;
  const parsed = { year: 1970, month: 1, day: 1, seconds, zone: 0 };
  const moment = isoTimestamp(parsed);
  return plan.type === 'date' ? moment.slice(0, 10) : moment;
}
