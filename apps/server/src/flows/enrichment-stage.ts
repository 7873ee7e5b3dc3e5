import type { Json } from '@landfall/domain/flow/phase-result';

/** What an enrichment does, in this order; each begins when the one before it is committed whole. */
const stages = [
  'cleanse',
  'preview',
  'planned',
  'create',
  'settle',
  'ends',
  'edges',
  'checks',
  'outcomes',
] as const;
export type EnrichmentStage = (typeof stages)[number];

function partsOf(checkpoint: Json): Readonly<Record<string, Json>> {
  if (typeof checkpoint !== 'object' || checkpoint === null || Array.isArray(checkpoint)) return {};
  return Object.fromEntries(Object.entries(checkpoint));
}

function stageOf(checkpoint: Json): EnrichmentStage {
  const { stage: word } = partsOf(checkpoint);
  return stages.find((stage) => stage === word) ?? 'cleanse';
}

/** True when the last committed batch belongs to this stage or a later one. */
export function hasReached(checkpoint: Json, stage: EnrichmentStage): boolean {
  return stages.indexOf(stageOf(checkpoint)) >= stages.indexOf(stage);
}

/** Items of a stage that are done, from the checkpoint of its last batch; 0 when it has done none. */
export function doneOf(checkpoint: Json, stage: EnrichmentStage): number {
  const { done } = partsOf(checkpoint);
  return stageOf(checkpoint) === stage && typeof done === 'number' ? done : 0;
}
