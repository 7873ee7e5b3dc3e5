import { edgeField } from './edge-header.ts';
import type { FieldIndex } from './field-index.ts';
import { squash } from './header-words.ts';
import type { HeaderMatch, Put } from './header-match.ts';
import { overlapHeader } from './header-overlap.ts';
import { lookUp, lookUpLetters } from './look-up.ts';
import { metricField } from './metric-header.ts';
import { outsideHeader, outsideLiteral, outsideWord } from './outside-concepts.ts';
import { bareKey, type HeaderReading, type HeaderVariant, headerVariants } from './read-header.ts';
import type { RowSubject } from './row-subject.ts';
import { siblingFields, subjectReading } from './subject-readings.ts';

export interface HeaderMatches {
  readonly byField: ReadonlyMap<string, HeaderMatch>;
  /** What the header is about when it names something no field holds. */
  readonly outside: string | undefined;
}

/** Fields a header names, best match per field, and whether it rather names something outside the catalog. */
export function matchHeader(header: HeaderReading, index: FieldIndex, subject: RowSubject): HeaderMatches {
  const matches = new Map<string, HeaderMatch>();
  const put = keepBest(matches);
  const variants = headerVariants(header, subject);
  const named = readWhole(header, { variants, index, subject }, put);
  const outside = named ? undefined : (outsideLiteral(header.text) ?? outsideOf(header, variants, index));
  if (!named && outside === undefined) lookUp(variants, index, put);
  composeGrammars(header, { index, subject, outside }, put);
  if (matches.size === 0 && outside === undefined) overlapHeader(header, index, put);
  addSiblings(matches, index);
  return { byField: matches, outside };
}

function keepBest(matches: Map<string, HeaderMatch>): Put {
  return (key, match) => {
    const known = matches.get(key);
    if (known === undefined || known.score < match.score) matches.set(key, match);
  };
}

const wholeTrust = 0.95;

interface WholeReadings {
  readonly variants: readonly HeaderVariant[];
  readonly index: FieldIndex;
  readonly subject: RowSubject;
}

/**
 * Looks the header up as a whole; answers whether it names a field.
 *
 * Letter by letter comes first, so that "Users" is a count and "User" a person although both are one word.
 */
function readWhole(header: HeaderReading, { variants, index, subject }: WholeReadings, put: Put): boolean {
  const whole = variants.filter(({ trust }) => trust >= wholeTrust);
  const isLiteral = lookUpLetters(header, index, put);
  if (putSubjectReading(header, { variants: whole, index, subject }, put)) return true;
  if (!isLiteral && outsideLiteral(header.text) !== undefined) return false;
  return lookUp(whole, index, put) || isLiteral;
}

function putSubjectReading(
  header: HeaderReading,
  { variants, index, subject }: WholeReadings,
  put: Put,
): boolean {
  const given = subjectReading(subject, [...variants.map(({ words }) => squash(words)), bareKey(header)]);
  if (given === undefined || !offers(index, given.field)) return false;
  put(given.field, { kind: 'synonym', score: given.trust, name: header.text, words: header.words });
  return given.trust >= 0.9;
}

function offers(index: FieldIndex, key: string): boolean {
  return index.fields.some((field) => field.key === key);
}

function outsideOf(
  header: HeaderReading,
  variants: readonly HeaderVariant[],
  index: FieldIndex,
): string | undefined {
  for (const { words } of variants) {
    const about = outsideHeader(words);
    if (about !== undefined) return about;
    // "vm size" at the end of a path names a field before "size" alone is looked at.
    if (index.bySpelling.has(squash(words)))
      return outsideWord(header.words.filter((word) => !words.includes(word)));
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
    if (key !== undefined && offers(index, key))
      put(key, { kind: 'tokens', score, name: text, words: header.words });
    return;
  }
  const metric = outside === undefined ? metricField(header) : undefined;
  if (metric !== undefined && offers(index, metric))
    put(metric, { kind: 'tokens', score: 0.88, name: text, words: header.words });
}

function addSiblings(matches: Map<string, HeaderMatch>, index: FieldIndex): void {
  for (const [key, match] of Array.from(matches)) {
    for (const { field, factor } of siblingFields(key, squash(match.words))) {
      const known = matches.get(field);
      const score = match.score * factor;
      if ((known === undefined || known.score < score) && offers(index, field))
        matches.set(field, { ...match, kind: 'tokens', score });
    }
  }
}
