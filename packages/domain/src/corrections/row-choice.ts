import type { FileEnd } from '../dependencies/end-registry.ts';

/**
 * What a person is asked to find the asset of, because several fit: the group of rows that a row leads, or an end of
 * connections by its name or address. A key that is the same in every run over the same rows.
 */
export type ChoiceSubject = string;

/** A question about a rejected row: which of these assets is meant. */
export interface RowQuestion {
  readonly about: ChoiceSubject;
  /** Name or address of the end as the file writes it; null for the asset the row itself describes. */
  readonly named: string | null;
  /** Ids of the assets that fit, the first fifty of them. */
  readonly candidates: readonly string[];
  /** Assets that fit besides these. */
  readonly more: number;
}

/** Candidates that are named in a question. */
const mostCandidates = 50;

/** A question about a subject that these assets fit. */
export function questionAbout(
  about: ChoiceSubject,
  named: string | null,
  candidates: readonly string[],
): RowQuestion {
  const shown = candidates.slice(0, mostCandidates);
  return { about, named, candidates: shown, more: candidates.length - shown.length };
}

/** The questions of both lists, each subject once. */
export function mergedQuestions(
  left: readonly RowQuestion[],
  right: readonly RowQuestion[],
): readonly RowQuestion[] {
  const known = new Set(left.map(({ about }) => about));
  return [...left, ...right.filter(({ about }) => !known.has(about))];
}

const rowPrefix = 'row:';

/** The group that a row, 1-based, leads. */
export function aboutRow(leadRow: number): ChoiceSubject {
  return `${rowPrefix}${leadRow}`;
}

/** An end of connections that no row describes as its own subject. */
export function aboutEnd({ keys, addresses }: Pick<FileEnd, 'keys' | 'addresses'>): ChoiceSubject {
  return `end:${keys?.name ?? addresses[0] ?? ''}`;
}

/** The lead row, 1-based, of the group a subject is; `undefined` for an end of connections. */
export function rowOfSubject(about: ChoiceSubject): number | undefined {
  return about.startsWith(rowPrefix) ? Number(about.slice(rowPrefix.length)) : undefined;
}
