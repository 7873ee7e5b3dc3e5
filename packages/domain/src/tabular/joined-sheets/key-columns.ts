import type { SourceColumn } from '../file-layout.ts';
import type { ColumnPair } from './sheet-join.ts';

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Names of columns that hold a machine's identity, strongest first; within a group a name may stand for another. */
const identities: readonly ReadonlySet<string>[] = [
  wordsOf(
    'uuid vmuuid smbiosuuid biosuuid systemuuid machineuuid hostuuid instanceuuid vminstanceuuid uniqueid',
  ),
  wordsOf('serial serialnumber serialno sn chassisserial'),
  wordsOf(
    'vm vmname virtualmachine virtualmachinename server servername host hostname computer computername machine machinename device devicename asset assetname node nodename name fqdn dnsname systemname',
  ),
  wordsOf(
    'vmid moref morefid assetid assettag assetnumber resourceid instanceid sysid hostid serverid ciid id',
  ),
];

/** A header for comparison: letters and digits in lower case. */
export function joinName(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function identityOf(name: string): number {
  return identities.findIndex((names) => names.has(name));
}

/** How well a column is known to tell machines apart: 0 for one that is known for nothing of the kind. */
export function identityStrength(header: string): number {
  const found = identityOf(joinName(header));
  return found < 0 ? 0 : identities.length - found;
}

/**
 * Pairs of columns of two sheets that may hold the same: of the same name, or both names of the same kind of identity.
 *
 * Those that are known to tell machines apart come first, and equal names before similar ones.
 */
export function columnPairs(lead: readonly SourceColumn[], own: readonly SourceColumn[]): ColumnPair[] {
  const pairs: { readonly pair: ColumnPair; readonly rank: number }[] = [];
  for (const first of lead) {
    const name = joinName(first.header);
    if (name === '') continue;
    for (const second of own) {
      const rank = likeness(name, joinName(second.header));
      if (rank > 0) pairs.push({ pair: [first.position, second.position], rank });
    }
  }
  return pairs.toSorted((left, right) => right.rank - left.rank).map(({ pair }) => pair);
}

/** 0 for names that have nothing to do with each other. */
function likeness(first: string, second: string): number {
  const identity = identityOf(first);
  const strength = identity < 0 ? 0 : identities.length - identity;
  if (first === second) return 2 * strength + 2;
  return strength > 0 && identityOf(second) === identity ? 2 * strength + 1 : 0;
}

/** Pairs of columns with the same header: what may be said twice. */
export function repeatedColumns(lead: readonly SourceColumn[], own: readonly SourceColumn[]): ColumnPair[] {
  const byHeader = new Map<string, number>();
  for (const { header, position } of lead) {
    const name = header.trim();
    if (name !== '' && !byHeader.has(name)) byHeader.set(name, position);
  }
  return own.flatMap(({ header, position }) => {
    const found = byHeader.get(header.trim());
    return found === undefined ? [] : [[found, position] as const];
  });
}
