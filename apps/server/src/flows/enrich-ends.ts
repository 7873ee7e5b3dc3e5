import { createHash } from 'node:crypto';
import { aboutEnd, aboutRow, questionAbout } from '@landfall/domain/corrections/row-choice';
import type { FileEnd } from '@landfall/domain/dependencies/end-registry';
import {
  type EndCandidate,
  type EndIndex,
  type EndMatch,
  resolveEnd,
} from '@landfall/domain/dependencies/resolve-end';
import { classifyAsset } from '@landfall/domain/inventory/classify-asset';
import { uuidText } from '@landfall/domain/inventory/row-results';
import { groupBy } from '@landfall/domain/shared/group-by';
import {
  findCandidates,
  findVouched,
  type KeyedCandidate,
  type MatchedEnd,
  type NewEndAsset,
  type WantedKeys,
} from '../features/enrichment/ends.repository.ts';
import { namesOfAssets } from '../features/enrichment/row-details.repository.ts';
import type { PhaseContext } from './define-phase.ts';
import { chosenEnds, type EndPlace } from './enrich-choices.ts';
import { rememberedEnds, type RememberedEnds } from './remembered-ends.ts';
import { type PlannedSubject, type SubjectPlan, subjectOf } from './enrich-plan.ts';

/** Finds the asset of every end that a connection has. */
export async function matchEnds(context: PhaseContext, plan: SubjectPlan): Promise<MatchedEnd[]> {
  const { table, options } = plan;
  const used = new Set(table.edges.flatMap(({ source, target }) => [source, target]));
  const ends = table.ends.map((end, number) => ({ end, number })).filter(({ number }) => used.has(number));
  const others = ends.filter(({ end }) => end.ownRow < 0).map(({ end }) => end);
  const found = await context.read((scope) => findCandidates(scope, options.category, wantedKeys(others)));
  const subjects = await readSubjectFacts(context, plan, ends);
  const index = indexOf(found);
  const chosen = await chosenEnds(context, options, plan.choices);
  const remembered = await rememberedEnds(context, options);
  return ends.map(({ end, number }) => {
    const matched =
      end.ownRow >= 0
        ? matchOwn(end, subjects)
        : (chosen(end) ?? matchOther(end, { found: resolveEnd(end, index), remembered }, plan));
    const assetId = matched.match === 'created' ? endAssetId(context.importId, end) : matched.assetId;
    const { name, addresses, row } = end;
    return { end: number, name, addresses, row: row + 1, ...matched, assetId };
  });
}

/**
 * Id of the asset made of an end: made of the import's id and what names the end, so that it is the same whatever other
 * rows say. Its number would be another's after a correction that names a further end above.
 */
function endAssetId(importId: string, end: FileEnd): string {
  const bytes = createHash('sha256')
    .update(`${importId} ${aboutEnd(end)}`)
    .digest()
    .subarray(0, 16);
  // The time of the import stays, as in the ids of assets made of rows; version 8 and variant of RFC 9562.
  bytes.write(importId.replaceAll('-', '').slice(0, 12), 'hex');
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return uuidText(bytes);
}

function wantedKeys(ends: readonly FileEnd[]): WantedKeys {
  const keys = ends.flatMap((end) => (end.keys === null ? [] : [end.keys]));
  return {
    fqdns: distinct(keys.map(({ fqdn }) => fqdn)),
    hostnames: distinct(keys.map(({ hostname }) => hostname)),
    names: distinct(keys.map(({ name }) => name)),
    addresses: distinct(ends.flatMap(({ addresses }) => addresses)),
  };
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))];
}

function indexOf(candidates: readonly KeyedCandidate[]): EndIndex {
  const byFqdn = groupBy(candidates, ({ fqdn }) => fqdn);
  const byHostname = groupBy(candidates, ({ hostname }) => hostname);
  const byName = groupBy(candidates, ({ nameKey }) => nameKey);
  const byAddress = new Map<string, KeyedCandidate[]>();
  for (const candidate of candidates)
    for (const address of candidate.addresses)
      byAddress.set(address, [...(byAddress.get(address) ?? []), candidate]);
  return {
    byFqdn: (key) => byFqdn.get(key) ?? [],
    byHostname: (key) => byHostname.get(key) ?? [],
    byName: (key) => byName.get(key) ?? [],
    byAddress: (address) => byAddress.get(address) ?? [],
  };
}

type Matched = EndPlace & Pick<MatchedEnd, 'question'>;

interface EndFinds {
  /** What the inventory says. */
  readonly found: EndMatch;
  readonly remembered: RememberedEnds;
}

function matchOther(end: FileEnd, { found, remembered }: EndFinds, { options }: SubjectPlan): Matched {
  const before = remembered.ofCourse(end);
  const isSame = found.kind === 'asset' && found.candidate.id === before?.assetId;
  // A correction leaves what the other rows state as it is, whatever their ends are called by now.
  if (before !== undefined && !isSame) return before;
  if (found.kind === 'ambiguous') return severalFit(end, found.candidates);
  if (found.kind === 'none') {
    const missing = options.createsMissing ? 'created' : 'unknown';
    return remembered.renamed(end) ?? { match: missing, assetId: null, candidates: [] };
  }
  const { candidate, strength } = found;
  return { match: candidate.isVouched ? strength : 'subject', assetId: candidate.id, candidates: [] };
}

function severalFit(end: FileEnd, fitting: readonly EndCandidate[]): Matched {
  const candidates = fitting.map(({ id, name }) => ({ id, name })).slice(0, 10);
  const ids = fitting.map(({ id }) => id);
  const question = questionAbout(aboutEnd(end), end.name ?? end.addresses[0] ?? null, ids);
  return { match: 'ambiguous', assetId: null, candidates, question };
}

interface SubjectFacts {
  readonly ofRow: ReadonlyMap<number, PlannedSubject>;
  readonly vouched: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
}

async function readSubjectFacts(
  context: PhaseContext,
  plan: SubjectPlan,
  ends: readonly { readonly end: FileEnd }[],
): Promise<SubjectFacts> {
  const rows = ends.map(({ end }) => end.ownRow).filter((row) => row >= 0);
  const ofRow = new Map(rows.map((row) => [row, subjectOf(plan, context.importId, row)] as const));
  const subjects = [...ofRow.values()];
  const ids = subjects.flatMap((subject) => (subject.kind === 'matched' ? [subject.assetId] : []));
  const doubtful = subjects.flatMap((subject) => (subject.kind === 'ambiguous' ? subject.candidates : []));
  return context.read(async (scope) => ({
    ofRow,
    vouched: await findVouched(scope, plan.options.category, ids),
    names: await namesOfAssets(scope, doubtful),
  }));
}

function matchOwn({ ownRow, name }: FileEnd, { ofRow, vouched, names }: SubjectFacts): Matched {
  const subject = ofRow.get(ownRow) ?? { kind: 'none' };
  if (subject.kind === 'matched') {
    const known = subject.hasStrongKey ? 'strong' : 'unique';
    return {
      match: vouched.has(subject.assetId) ? known : 'subject',
      assetId: subject.assetId,
      candidates: [],
    };
  }
  if (subject.kind === 'created') return { match: 'subject', assetId: subject.assetId, candidates: [] };
  if (subject.kind !== 'ambiguous') return { match: 'unknown', assetId: null, candidates: [] };
  const candidates = subject.candidates.slice(0, 10).map((id) => ({ id, name: names.get(id) ?? id }));
  const question = questionAbout(aboutRow(subject.lead + 1), name, subject.candidates);
  return { match: 'ambiguous', assetId: null, candidates, question };
}

/** Assets to make of ends the inventory does not have. */
export function newEndAssets(
  { table }: Pick<SubjectPlan, 'table'>,
  ends: readonly MatchedEnd[],
): NewEndAsset[] {
  const hosts = new Set(
    table.edges.filter(({ type }) => type === 'runs_on' || type === 'hosted_by').map(({ target }) => target),
  );
  return ends.flatMap((matched): NewEndAsset[] => {
    const end = table.ends[matched.end];
    if (matched.match !== 'created' || matched.assetId === null || end === undefined) return [];
    return [endAsset(end, { id: matched.assetId, isHost: hosts.has(matched.end) })];
  });
}

function endAsset(
  end: FileEnd,
  { id, isHost }: { readonly id: string; readonly isHost: boolean },
): NewEndAsset {
  const name = end.name ?? end.addresses[0] ?? '';
  const byName = classifyAsset((field) => (field === 'name' ? name : null)).type;
  const { fqdn, hostname } = machineNames(end, isHost);
  return {
    id,
    name,
    nameKey: end.keys?.name ?? name.toLowerCase(),
    fqdn,
    fqdnKey: fqdn,
    hostname,
    hostnameKey: hostname,
    addresses: end.addresses,
    assetType: byName === 'other' && isHost ? 'server' : byName,
    row: end.row + 1,
  };
}

/** A bare word may be an application; with an address, or something running on it, it is a machine's name. */
function machineNames({ keys, addresses }: FileEnd, isHost: boolean) {
  if (keys === null) return { fqdn: null, hostname: null };
  const isMachine = keys.fqdn !== null || isHost || addresses.length > 0;
  return { fqdn: keys.fqdn, hostname: isMachine ? keys.hostname : null };
}
