import type { ImportCategory } from '../catalog/import-category.ts';
import { findTargetField } from '../catalog/target-fields.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import { assignTargets, type Candidate } from './assign-targets.ts';
import { calibrate } from './calibration.ts';
import { combineSignals } from './combine-signals.ts';
import { bandFloors, isPreselected } from './confidence-band.ts';
import { type FieldIndex, fieldIndexOf } from './field-index.ts';
import { type LearnedMapping, type LearnedTarget, learnedConfidence, learnedFor } from './learned-mapping.ts';
import { readFile } from './read-file.ts';
import { bareKey } from './read-header.ts';
import type { ColumnReading, FileReading, Opinion, SignalName } from './signal.ts';
import { traitFields } from './trait-readings.ts';
import { recognisedShare, tellingFields } from './value-recognisers.ts';

/** A target a column could have, with the reasons. */
export interface Suggestion {
  readonly target: string;
  readonly confidence: number;
  readonly matchType: SignalName;
  readonly evidence: readonly Opinion[];
}

/** What the engine proposes for one column. */
export interface ColumnSuggestion {
  readonly key: string;
  readonly header: string;
  /** Proposed target; null when nothing reaches the low band. */
  readonly target: string | null;
  readonly confidence: number | null;
  readonly matchType: SignalName | null;
  readonly evidence: readonly Opinion[];
  /** Up to five other targets, best first. */
  readonly alternatives: readonly Suggestion[];
  /** Target the product preselects: the proposal when its confidence is medium or high, else null. */
  readonly decision: string | null;
}

export interface SuggestionRequest {
  readonly columns: readonly ColumnProfile[];
  readonly category: ImportCategory;
  readonly sourceSystem?: string | null;
  readonly learned?: readonly LearnedMapping[];
}

/** Longer cells are prose that mentions a value, not the value. */
const longestTellingValue = 80;
/** Share of values from which on they propose a field by themselves. */
const plainly = 0.95;
const alternativeLimit = 5;
const alternativeFloor = 0.1;
/** Trust from which a header plainly names a field, whatever its values say. */
const clearName = 0.8;

/** Proposes a target for every column of a file; the same input gives the same answer on any machine. */
export function suggestMappings(request: SuggestionRequest): readonly ColumnSuggestion[] {
  const index = fieldIndexOf(request.category);
  const file = readFile(request.columns, request.category, index);
  const judged = file.columns.map((column) => judgeTargets(column, file, { index, request }));
  const hasRows = file.columns.some(({ values }) => values.filled > 0);
  const assigned = assignTargets(
    judged.map((suggestions, position) => ({
      position,
      isEmpty: hasRows && file.columns[position]?.values.filled === 0,
      candidates: suggestions.filter(({ confidence }) => confidence >= bandFloors.low),
    })),
    (target) => findTargetField(target)?.mergeRule !== undefined,
  );
  return file.columns.map((column, position) =>
    toSuggestion(column, judged[position] ?? [], assigned.get(position)),
  );
}

interface Surroundings {
  readonly index: FieldIndex;
  readonly request: SuggestionRequest;
}

/** Everything the column might mean, best first; what its values rule out stands last with a confidence of 0. */
function judgeTargets(
  column: ColumnReading,
  file: FileReading,
  { index, request }: Surroundings,
): readonly Suggestion[] {
  const learned = learnedFor(request.learned ?? [], column.profile.header, request.sourceSystem ?? null);
  const keys = new Set([
    ...column.matches.keys(),
    ...fieldsOfValues(column),
    ...traitFields(bareKey(column.header), file.traits),
    ...learned.map((entry) => entry.targetField),
  ]);
  return index.fields
    .filter((field) => keys.has(field.key))
    .map((field): Suggestion => {
      const known = learned.find((entry) => entry.targetField === field.key);
      const { score, evidence } = combineSignals(column, field, file);
      const confidence = roundConfidence(calibrate(score));
      if (known !== undefined) return learnedSuggestion(known, { confidence, evidence });
      return { target: field.key, confidence, matchType: leadingSignal(evidence), evidence };
    })
    .toSorted((left, right) => right.confidence - left.confidence);
}

function learnedSuggestion(
  entry: LearnedTarget,
  { confidence, evidence }: { confidence: number; evidence: readonly Opinion[] },
): Suggestion {
  const score = roundConfidence(learnedConfidence(entry.positives, entry.negatives));
  const text = `Decided before for this header: ${entry.positives} times for, ${entry.negatives} times against.`;
  const opinion: Opinion = { signal: 'learned', score, text };
  return {
    target: entry.targetField,
    confidence: entry.negatives > 0 ? score : Math.max(score, confidence),
    matchType: 'learned',
    evidence: [opinion, ...evidence],
  };
}

/** Fields whose values are telling enough to be proposed for a header nothing is known about. */
function fieldsOfValues(column: ColumnReading): readonly string[] {
  if (column.outside !== undefined || column.matches.size > 0 || column.values.filled === 0) return [];
  if ((column.profile.avgLength ?? 0) > longestTellingValue) return [];
  // What stands in a list inside the row belongs to its parts; addresses are gathered from all of them.
  const isInList = column.profile.header.includes('[]');
  return tellingFields.filter((key) => {
    const isOffered = !isInList || key === 'ip_address' || key === 'mac_address';
    return isOffered && (recognisedShare(column.values, key) ?? 0) >= plainly;
  });
}

function leadingSignal(evidence: readonly Opinion[]): SignalName {
  return evidence[0]?.signal ?? 'values';
}

function roundConfidence(confidence: number): number {
  return Math.round(confidence * 10_000) / 10_000;
}

function toSuggestion(
  column: ColumnReading,
  judged: readonly Suggestion[],
  assigned: Candidate | undefined,
): ColumnSuggestion {
  const { key, header } = column.profile;
  const ranked = judged.filter(({ confidence }) => confidence >= alternativeFloor);
  const chosen = ranked.find(({ target }) => target === assigned?.target);
  const alternatives = ranked.filter((suggestion) => suggestion !== chosen).slice(0, alternativeLimit);
  if (chosen === undefined) {
    const nothing = { target: null, confidence: null, matchType: null, decision: null };
    return { key, header, ...nothing, evidence: whyNothing(column, judged), alternatives };
  }
  const decision = isPreselected(chosen.confidence) ? chosen.target : null;
  return { key, header, ...chosen, alternatives, decision };
}

/** Why a column is left unmapped, where the header is known: what it is about, or what its values rule out. */
function whyNothing({ outside }: ColumnReading, judged: readonly Suggestion[]): readonly Opinion[] {
  if (outside !== undefined)
    return [{ signal: 'context', score: 0, text: `The header is about ${outside}.` }];
  const [named] = judged
    .filter(({ evidence }) => evidence.some(({ score }) => score === 0))
    .filter(({ evidence }) => (evidence[0]?.score ?? 0) >= clearName)
    .toSorted((left, right) => (right.evidence[0]?.score ?? 0) - (left.evidence[0]?.score ?? 0));
  return named?.evidence ?? [];
}
