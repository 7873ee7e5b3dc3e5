import { aboutEnd, type ChoiceSubject } from '@landfall/domain/corrections/row-choice';
import type { FileEnd } from '@landfall/domain/dependencies/end-registry';
import { nameKeysOf } from '@landfall/domain/dependencies/read-end';
import { groupBy } from '@landfall/domain/shared/group-by';
import { readRememberedEnds, type RememberedEnd } from '../features/enrichment/ends.repository.ts';
import type { ImportOptions } from '../features/enrichment/import-options.repository.ts';
import type { PhaseContext } from './define-phase.ts';
import type { EndPlace } from './enrich-choices.ts';

type FindPlace = (end: FileEnd) => (EndPlace & { readonly assetId: string }) | undefined;

/** Assets of ends that their names do not find any more. */
export interface RememberedEnds {
  /** The asset that an earlier course of the import found for an end or made of it. */
  readonly ofCourse: FindPlace;
  /** The asset that was made of an end and is called otherwise now. */
  readonly renamed: FindPlace;
}

/** What is remembered of ends while rows are matched; the ends of the present course are not stored yet. */
export async function rememberedEnds(
  { importId, read }: Pick<PhaseContext, 'importId' | 'read'>,
  { category }: Pick<ImportOptions, 'category'>,
): Promise<RememberedEnds> {
  const known = await read((scope) => readRememberedEnds(scope, category, importId));
  return {
    ofCourse: placesOf(known.filter(({ isOwn }) => isOwn)),
    renamed: placesOf(known.filter(({ isOwn }) => !isOwn)),
  };
}

function placesOf(ends: readonly RememberedEnd[]): FindPlace {
  const bySubject = groupBy(ends, subjectOf);
  return (end) => {
    const [first, ...others] = bySubject.get(aboutEnd(end)) ?? [];
    // One name that was two assets tells neither.
    if (first === undefined || others.some(({ assetId }) => assetId !== first.assetId)) return undefined;
    return { match: matchOf(first), assetId: first.assetId, candidates: [] };
  };
}

function subjectOf({ name, addresses }: RememberedEnd): ChoiceSubject {
  return aboutEnd({ keys: name === null ? null : nameKeysOf(name), addresses });
}

/** How sure the asset is: what only ends tell of does not become surer by being remembered. */
function matchOf({ match, isVouched }: RememberedEnd): EndPlace['match'] {
  if (!isVouched) return 'subject';
  return match === 'strong' ? 'strong' : 'unique';
}
