import {
  type AssetIndex,
  contradicts,
  type GroupFacts,
  type GroupMatch,
  matchGroup,
} from './match-groups.ts';

/**
 * Matches a group where no person is asked: one candidate by a weak key is the asset unless something contradicts
 * it, and then the group fits nothing for certain.
 */
export function matchUnattended(group: GroupFacts, index: AssetIndex): GroupMatch {
  const match = matchGroup(group, index);
  if (match.kind === 'none') return contradictedMatch(group, index);
  if (match.kind !== 'undecided' || match.conflict !== 'weak_match') return match;
  const [asset] = match.candidates;
  return asset === undefined ? { kind: 'none' } : { kind: 'match', asset, by: 'name' };
}

/** Assets of the same name or address whose identifiers say that they are others. */
function contradictedMatch(group: GroupFacts, index: AssetIndex): GroupMatch {
  const byName = group.name >= 0 ? index.byName(group.name) : [];
  const byAddress = group.ownAddresses.flatMap((value) => {
    const holders = index.byAddress(value);
    return holders.length === 1 ? holders : [];
  });
  const candidates = [...new Set([...byName, ...byAddress])].filter((asset) =>
    contradicts(group, index.facts(asset)),
  );
  return candidates.length === 0
    ? { kind: 'none' }
    : { kind: 'undecided', conflict: 'identity_contradiction', candidates };
}
