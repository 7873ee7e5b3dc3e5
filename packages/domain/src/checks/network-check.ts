import { listSeparator } from '../cleansing/clean-text.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import { rowsPerTurn } from '../dependencies/remembered-table.ts';
import { ipKeys } from '../entity-resolution/identity-keys.ts';
import { isPublicIpv4, isWithin, parseIpv4, parseSubnet } from '../infrastructure/ipv4.ts';
import { type Check, type CheckFinding, type CheckIssue, type CheckSteps, issueAbout } from './check.ts';
import { missingAll, ofEachRow, rowsWhere } from './row-values.ts';

/** Hardware addresses that makers or hypervisors leave in place of a real one. */
const placeholderMacs = new Set([
  '00:00:00:00:00:00',
  'ff:ff:ff:ff:ff:ff',
  '02:00:00:00:00:00',
  '00:11:22:33:44:55',
]);
const shown = 20;

/** Addresses, subnets and VLANs: possible values, membership, and addresses of several machines. */
export const networkCheck: Check = {
  name: 'network',
  category: 'infrastructure',
  missing: ({ rows }) => missingAll(rows, ['ip_address', 'mac_address', 'subnet', 'vlan']),
  *run({ rows }) {
    const addressed = yield* rowsWhere(rows, (row) => rows.value('ip_address', row) !== null);
    const shared = yield* sharedAddresses(rows, addressed);
    const subnets = yield* ofEachRow(addressed, (row) => subnetFindings(rows, row));
    const open = yield* ofEachRow(addressed, (row) =>
      addressesOf(rows, row).some(isPublicText) ? [row] : [],
    );
    const outside = subnets.filter(({ status }) => status === 'outside_subnet');
    const issues = [
      ...issueAbout(
        { rule: 'duplicate_ip_machines', severity: 'warning', field: 'ip_address' },
        [...new Set([...shared.values()].flat())].toSorted((a, b) => a - b),
        {
          detail: {
            values: [...shared].slice(0, shown).map(([value, found]) => ({ value, count: found.length })),
          },
        },
      ),
      ...issueAbout(
        { rule: 'address_outside_subnet', severity: 'warning', field: 'subnet' },
        outside.flatMap(({ subject }) => ('row' in subject ? [subject.row] : [])),
      ),
      ...(yield* macIssue(rows)),
      ...(yield* vlanIssue(rows)),
    ];
    return {
      records: rows.rowCount,
      counts: {
        addressed: addressed.length,
        public: open.length,
        in_subnet: subnets.length - outside.length,
        outside_subnet: outside.length,
        shared_addresses: shared.size,
      },
      issues,
      findings: [...subnets, ...sharedFindings(shared)],
    };
  },
};

function addressesOf(rows: ReadableRows, row: number): string[] {
  return rows.value('ip_address', row)?.split(listSeparator) ?? [];
}

function isPublicText(text: string): boolean {
  const address = parseIpv4(text);
  return address !== undefined && isPublicIpv4(address);
}

/** Addresses that rows of different names state, with those rows. */
function* sharedAddresses(
  rows: ReadableRows,
  addressed: readonly number[],
): CheckSteps<Map<string, number[]>> {
  const holders = new Map<string, number[]>();
  for (const [at, row] of addressed.entries()) {
    if (at % rowsPerTurn === 0) yield;
    // Loopback and link-local addresses are on every machine.
    for (const address of ipKeys(rows.value('ip_address', row) ?? '')) {
      const known = holders.get(address);
      if (known === undefined) holders.set(address, [row]);
      else known.push(row);
    }
  }
  const nameOf = (row: number): string =>
    (rows.value('name', row) ?? rows.value('hostname', row) ?? rows.value('fqdn', row) ?? '').toLowerCase();
  return new Map([...holders].filter(([, found]) => found.length > 1 && new Set(found.map(nameOf)).size > 1));
}

function sharedFindings(shared: ReadonlyMap<string, readonly number[]>): CheckFinding[] {
  return [...shared].flatMap(([address, found]) =>
    found.map((row) => ({
      subject: { row },
      status: 'duplicate_ip',
      severity: 'warning' as const,
      value: { address, machines: found.length },
      evidence: { address },
    })),
  );
}

function subnetFindings(rows: ReadableRows, row: number): CheckFinding[] {
  const text = rows.value('subnet', row);
  const subnet = text === null ? undefined : parseSubnet(text);
  if (subnet === undefined) return [];
  return addressesOf(rows, row).flatMap((address): CheckFinding[] => {
    const number = parseIpv4(address);
    if (number === undefined) return [];
    const isInside = isWithin(number, subnet);
    return [
      {
        subject: { row },
        status: isInside ? 'in_subnet' : 'outside_subnet',
        severity: isInside ? 'info' : 'warning',
        value: { address, subnet: text },
        evidence: { address },
      },
    ];
  });
}

function identifiesNothing(mac: string): boolean {
  return placeholderMacs.has(mac) || (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}

function* macIssue(rows: ReadableRows): CheckSteps<CheckIssue[]> {
  const macsOf = (row: number): string[] => rows.value('mac_address', row)?.split(listSeparator) ?? [];
  const bad = yield* rowsWhere(rows, (row) => macsOf(row).some(identifiesNothing));
  return issueAbout({ rule: 'placeholder_mac', severity: 'info', field: 'mac_address' }, bad);
}

function* vlanIssue(rows: ReadableRows): CheckSteps<CheckIssue[]> {
  const bad = yield* rowsWhere(rows, (row) => {
    const number = /^(?:vlan[ _-]?)?(\d+)$/i.exec(rows.value('vlan', row) ?? '')?.[1];
    return number !== undefined && (Number(number) < 1 || Number(number) > 4094);
  });
  return issueAbout({ rule: 'vlan_out_of_range', severity: 'warning', field: 'vlan' }, bad);
}
