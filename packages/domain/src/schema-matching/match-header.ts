import { blandNames } from './bland-names.ts';
import { edgeField } from './edge-header.ts';
import type { FieldIndex, FieldName } from './field-index.ts';
import { isCjk, literalKey, squash, wordBag } from './header-words.ts';
import { metricField } from './metric-header.ts';
import { outsideHeader, outsideLiteral, outsideWord } from './outside-concepts.ts';
import { type HeaderReading, type HeaderVariant, headerVariants } from './read-header.ts';
import type { RowSubject } from './row-subject.ts';
import { siblingFields, subjectReading } from './subject-readings.ts';

/** How well the header alone names a field. */
export interface HeaderMatch {
  readonly kind: 'exact' | 'synonym' | 'tokens';
  /** Trust in [0, 1] in the header alone. */
  readonly score: number;
  /** The name of the field that was recognised. */
  readonly name: string;
  /** Words of the header that were recognised; a one-word header is a weak witness. */
  readonly words: readonly string[];
}

export interface HeaderMatches {
  readonly byField: ReadonlyMap<string, HeaderMatch>;
  /** What the header is about when it names something no field holds. */
  readonly outside: string | undefined;
}

/** Fields a header names, best match per field, and whether it rather names something outside the catalog. */
export function matchHeader(header: HeaderReading, index: FieldIndex, subject: RowSubject): HeaderMatches {
  const matches = new Map<string, HeaderMatch>();
  const put = (key: string, match: HeaderMatch) => {
    const known = matches.get(key);
    if (known === undefined || known.score < match.score) matches.set(key, match);
  };
  const variants = headerVariants(header, subject);
  const whole = variants.filter(({ trust }) => trust >= 0.95);
  const isLiteral = lookUpLetters(header, index, put);
  const literalOutside = isLiteral ? undefined : outsideLiteral(header.text);
  const isGiven = putSubjectReading(header, { whole, index, subject }, put);
  const named = isGiven || (literalOutside === undefined && (lookUp(whole, index, put) || isLiteral));
  const outside = named ? undefined : (literalOutside ?? outsideOf(header, variants));
  if (!named && outside === undefined) lookUp(variants, index, put);
  composeGrammars(header, { index, subject, outside }, put);
  if (matches.size === 0 && outside === undefined) overlap(header, index, put);
  addSiblings(matches, index);
  return { byField: matches, outside: matches.size > 0 && named ? undefined : outside };
}

interface WholeReadings {
  readonly whole: readonly HeaderVariant[];
  readonly index: FieldIndex;
  readonly subject: RowSubject;
}

function putSubjectReading(
  header: HeaderReading,
  { whole, index, subject }: WholeReadings,
  put: Put,
): boolean {
  const given = subjectReading(
    subject,
    whole.map(({ words }) => squash(words)),
  );
  if (given === undefined || !offers(index, given.field)) return false;
  put(given.field, { kind: 'synonym', score: given.trust, name: header.text, words: header.words });
  return given.trust >= 0.9;
}

type Put = (key: string, match: HeaderMatch) => void;

function offers(index: FieldIndex, key: string): boolean {
  return index.fields.some((field) => field.key === key);
}

/** Names that equal the header letter by letter; a key or label in any other form counts as a synonym. */
function lookUpLetters(header: HeaderReading, index: FieldIndex, put: Put): boolean {
  const names = index.byLetters.get(literalKey(header.text)) ?? [];
  for (const name of names) {
    const score = (name.kind === 'exact' ? 0.982 : 0.972) + specificity(header.words);
    put(name.field.key, { kind: name.kind, score, name: name.text, words: header.words });
  }
  return names.length > 0;
}

function lookUp(variants: readonly HeaderVariant[], index: FieldIndex, put: Put): boolean {
  let found = false;
  for (const variant of variants) {
    const bySpelling = index.bySpelling.get(squash(variant.words)) ?? [];
    for (const name of bySpelling) put(name.field.key, matchOf(name, variant, 0.96));
    const byBag =
      bySpelling.length > 0 || variant.words.length < 2
        ? []
        : (index.byBag.get(wordBag(variant.words)) ?? []);
    for (const name of byBag) put(name.field.key, matchOf(name, variant, 0.9));
    found ||= bySpelling.length + byBag.length > 0;
  }
  return found;
}

function matchOf(name: FieldName, variant: HeaderVariant, trust: number): HeaderMatch {
  const kind = name.kind === 'exact' && variant.trust >= 0.97 ? 'exact' : 'synonym';
  const plural = literalKey(name.text) === squash(variant.words) ? 1 : 0.99;
  return {
    kind,
    score: trust * variant.trust * plural + specificity(variant.words),
    name: name.text,
    words: variant.words,
  };
}

/** Longer names are more specific and win ties. */
function specificity(words: readonly string[]): number {
  return 0.002 * Math.min(words.length, 4);
}

function outsideOf(header: HeaderReading, variants: readonly HeaderVariant[]): string | undefined {
  for (const variant of variants) {
    const about = outsideHeader(variant.words);
    if (about !== undefined) return about;
  }
  return outsideWord(header.words);
}

interface Surroundings {
  readonly index: FieldIndex;
  readonly subject: RowSubject;
  readonly outside: string | undefined;
}

function composeGrammars(header: HeaderReading, { index, subject, outside }: Surroundings, put: Put): void {
  const text = header.text;
  if (subject === 'edge') {
    const key = edgeField(header);
    const score = header.words.includes('process') ? 0.98 : 0.9;
    if (key !== undefined && offers(index, key)) put(key, { kind: 'tokens', score, name: text, words: header.words });
    return;
  }
  const metric = outside === undefined ? metricField(header) : undefined;
  if (metric !== undefined && offers(index, metric))
    put(metric, { kind: 'tokens', score: 0.88, name: text, words: header.words });
}

const overlapCeiling = 0.66;

/** Headers no list knows: the field whose longest name stands inside the header, or shares most of its words. */
function overlap(header: HeaderReading, index: FieldIndex, put: Put): void {
  const { words } = header;
  if (words.length === 0 || blandNames.has(words.join(''))) return;
  if (words.length === 1 && isCjk(words[0] ?? '')) {
    overlapCjk(words[0] ?? '', index, put);
    return;
  }
  const tail = words.slice(1);
  if (tail.length > 0) {
    const trust = tail.length > 1 ? 0.7 : 0.55;
    const found = lookUp([{ words: tail, trust, dropped: words.slice(0, 1) }], index, (key, match) =>
      put(key, { ...match, kind: 'tokens' }),
    );
    if (found) return;
  }
  for (const name of new Set(words.flatMap((word) => index.byWord.get(word) ?? []))) {
    if (name.field.group === 'assessment') continue;
    const shared = name.words.filter((word) => words.includes(word)).length;
    const dice = (2 * shared) / (name.words.length + words.length);
    if (dice >= 0.6)
      put(name.field.key, { kind: 'tokens', score: dice * overlapCeiling, name: name.text, words });
  }
}

/** Japanese headers have no word breaks: a known name of at least two characters inside the header counts. */
function overlapCjk(text: string, index: FieldIndex, put: Put): void {
  for (const names of index.bySpelling.values()) {
    for (const name of names) {
      const known = squash(name.words);
      if (known.length < 2 || !isCjk(known) || !text.includes(known)) continue;
      const share = known.length / text.length;
      if (share >= 0.4)
        put(name.field.key, { kind: 'tokens', score: 0.5 + 0.3 * share, name: name.text, words: [text] });
    }
  }
}

function addSiblings(matches: Map<string, HeaderMatch>, index: FieldIndex): void {
  for (const [key, match] of [...matches]) {
    for (const { field, factor } of siblingFields(key, squash(match.words))) {
      const known = matches.get(field);
      const score = match.score * factor;
      if ((known === undefined || known.score < score) && offers(index, field))
        matches.set(field, { ...match, kind: 'tokens', score });
    }
  }
}
