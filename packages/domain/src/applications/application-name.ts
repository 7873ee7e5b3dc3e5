/** How an asset has to do with an application: it is it, it runs it, or it stands behind it. */
export const applicationRelations = ['is', 'runs', 'supports'] as const;
export type ApplicationRelation = (typeof applicationRelations)[number];

/** What says that an asset belongs to an application. */
export const applicationOrigins = ['application_name', 'runs_on', 'user'] as const;
export type ApplicationOrigin = (typeof applicationOrigins)[number];

const environmentWords = new Set(
  (
    'prod production prd live test tst testing qa qas dev devel development uat int integration ' +
    'stage staging stg preprod dr sandbox sbx'
  ).split(' '),
);
const versionWords = new Set(['version', 'release', 'rel', 'ver']);
/** `v2`, `6.0`, `2019`, `r2`; a bare number may be part of the name, as in "Portal 2". */
const versionPattern = /^(?:[vr]\d+(?:\.\d+)*|\d+(?:\.\d+)+|(?:19|20)\d\d)$/;

/**
 * What spellings of one application have in common: letters and digits in lower case, without versions and
 * environments at the end. A name that consists of nothing else keeps them.
 */
export function applicationKey(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase();
  const words = folded.split(/[^\p{L}\p{N}\p{M}.]+|\.(?!\d)/u).filter((word) => word !== '');
  let end = words.length;
  while (end > 1 && isSuffix(words, end)) end--;
  const key = words
    .slice(0, end)
    .map((word) => word.replace(/^\.+/, ''))
    .join('');
  return key === '' ? folded.trim() : key;
}

function isSuffix(words: readonly string[], end: number): boolean {
  const last = words[end - 1] ?? '';
  const before = words[end - 2] ?? '';
  return (
    environmentWords.has(last) ||
    versionPattern.test(last) ||
    (versionWords.has(last) && end < words.length) ||
    (/^\d+$/.test(last) && versionWords.has(before))
  );
}

/** Applications whose names are closer than this may be one; a person says so. */
export const similarityProposed = 0.9;

/** Similarity of two keys of {@link applicationKey} in [0, 1] by Jaro and Winkler; 1 for equal ones. */
export function applicationSimilarity(left: string, right: string): number {
  if (left === right) return 1;
  const jaro = jaroSimilarity(left.split(''), right.split(''));
  let prefix = 0;
  while (prefix < 4 && prefix < left.length && left[prefix] === right[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}

function jaroSimilarity(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 0;
  const [a, b] = pairedLetters(left, right);
  if (a.length === 0) return 0;
  const crossed = a.filter((letter, at) => letter !== b[at]).length / 2;
  return (a.length / left.length + a.length / right.length + (a.length - crossed) / a.length) / 3;
}

/** Letters both have at about the same place, in the order of each. */
function pairedLetters(left: readonly string[], right: readonly string[]): [string[], string[]] {
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = new Set<number>();
  const fromLeft: string[] = [];
  for (const [at, letter] of left.entries()) {
    const from = Math.max(0, at - reach);
    const place = right.findIndex(
      (other, index) => index >= from && index <= at + reach && other === letter && !taken.has(index),
    );
    if (place === -1) continue;
    taken.add(place);
    fromLeft.push(letter);
  }
  return [fromLeft, right.filter((_, index) => taken.has(index))];
}

/** An application as it is compared with others. */
export interface ComparedApplication {
  readonly id: string;
  readonly name: string;
}

/** An application that may be the same as another, with how close the names are. */
export interface SimilarApplication extends ComparedApplication {
  readonly similarity: number;
}

/** The others whose names are close to an application's, the closest first; they are only proposed. */
export function similarApplications(
  application: ComparedApplication,
  others: readonly ComparedApplication[],
  limit = 10,
): SimilarApplication[] {
  const key = applicationKey(application.name);
  return others
    .filter(({ id }) => id !== application.id)
    .map((other) => ({ ...other, similarity: similarityOf(key, applicationKey(other.name)) }))
    .filter(({ similarity }) => similarity > similarityProposed)
    .toSorted((a, b) => b.similarity - a.similarity || (a.name < b.name ? -1 : 1))
    .slice(0, limit);
}

/** Zero without looking closely where lengths alone rule a proposal out. */
function similarityOf(left: string, right: string): number {
  const [shorter, longer] = left.length < right.length ? [left, right] : [right, left];
  return shorter.length * 2 < longer.length ? 0 : applicationSimilarity(left, right);
}
