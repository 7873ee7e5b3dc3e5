import type { GateKind } from './gate-kind.ts';

/** A JSON value, as stored in `jsonb` and sent on the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The only three ways a phase run ends. Nothing compares a result with a word. */
export type PhaseResult =
  | { readonly kind: 'succeeded'; readonly counts: Readonly<Record<string, number>> }
  | {
      readonly kind: 'needs_decision';
      readonly gateKind: GateKind;
      /** What is to be decided: counts and ids, at most 16 kB. */
      readonly subject: Json;
      /** Hash of everything the decision depends on; a decision on another hash is stale. */
      readonly subjectHash: string;
      readonly counts: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'failed'; readonly code: string; readonly retryable: boolean; readonly detail: string };
