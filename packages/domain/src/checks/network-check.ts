import { listSeparator } from '../cleansing/clean-text.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import { rowsPerTurn } from '../dependencies/remembered-table.ts';
import { ipKeys } from '../entity-resolution/identity-keys.ts';
import { addressRange, type AddressRange, isWithinAny, parseSubnets } from '../infrastructure/ip-ranges.ts';
import { vlanNumbers } from '../infrastructure/vlan-numbers.ts';
import {
  type Check,
  type CheckFinding,
  type CheckInput,
  type CheckIssue,
  type CheckSteps,
  issueAbout,
} from './check.ts';
import { eachRow, missingAll, ofEachRow, rowsWhere } from './row-values.ts';

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
  *run(input) {
    const { rows } = input;
    const addressed = yield* rowsWhere(rows, (row) => rows.value('ip_address', row) !== null);
    const shared = yield* sharedAddresses(input, addressed);
    const subnets = yield* ofEachRow(addressed, (row) => subnetFindings(rows, row));
    const ranges = yield* ofEachRow(addressed, (row) => rangeFindings(rows, row));
    const outside = withStatus(subnets, 'outside_subnet');
    const reserved = withStatus(ranges, 'reserved_address');
    const vlans = yield* readVlans(rows);
    const issues = [
      ...issueAbout(
        { rule: 'duplicate_ip_machines', severity: 'warning', field: 'ip_address' },
        shared.rows,
        {
          detail: {
            values: [...shared.machines].slice(0, shown).map(([value, { count }]) => ({ value, count })),
          },
        },
      ),
      ...issueAbout(
        { rule: 'address_outside_subnet', severity: 'warning', field: 'subnet' },
        rowsOf(outside),
      ),
      ...issueAbout({ rule: 'reserved_address', severity: 'info', field: 'ip_address' }, rowsOf(reserved), {
        sample: (row) => addressesOf(rows, row).join(', '),
      }),
      ...(yield* macIssue(rows)),
      ...vlanIssues(rows, vlans),
    ];
    return {
      records: rows.rowCount,
      counts: {
        addressed: addressed.length,
        public: rowsOf(withStatus(ranges, 'public_address')).length,
        reserved: rowsOf(reserved).length,
        in_subnet: subnets.length - outside.length,
        outside_subnet: outside.length,
        shared_addresses: shared.machines.size,
        vlan_named: vlans.named.length,
      },
      issues,
      findings: [...subnets, ...ranges, ...sharedFindings(rows, shared)],
    };
  },
};

function addressesOf(rows: ReadableRows, row: number): string[] {
  return rows.value('ip_address', row)?.split(listSeparator) ?? [];
}

function withStatus(findings: readonly CheckFinding[], wanted: string): CheckFinding[] {
  return findings.filter(({ status }) => status === wanted);
}

/** Rows of findings, each once. */
function rowsOf(findings: readonly CheckFinding[]): number[] {
  return [...new Set(findings.flatMap(({ subject }) => ('row' in subject ? [subject.row] : [])))];
}

/** Machines that have one address: how many, and their names where the inventory has them. */
interface Sharers {
  readonly count: number;
  readonly names: readonly string[];
}

/** Addresses that several machines have. */
interface SharedAddresses {
  readonly machines: ReadonlyMap<string, Sharers>;
  /** Rows that state one, ascending. */
  readonly rows: readonly number[];
}

/**
 * Addresses that live machines share: those the inventory has once the rows are written, before that the rows of
 * different names.
 */
function* sharedAddresses(input: CheckInput, addressed: readonly number[]): CheckSteps<SharedAddresses> {
  const machines = new Map<string, Sharers>();
  const found = new Set<number>();
  for (const [address, rows] of yield* rowsByAddress(input.rows, addressed)) {
    const sharers = sharersOf(input, address, rows);
    if (sharers.count < 2) continue;
    machines.set(address, sharers);
    for (const row of rows) found.add(row);
  }
  return { machines, rows: [...found].toSorted((a, b) => a - b) };
}

function* rowsByAddress(rows: ReadableRows, addressed: readonly number[]): CheckSteps<Map<string, number[]>> {
  const byAddress = new Map<string, number[]>();
  for (const [at, row] of addressed.entries()) {
    if (at % rowsPerTurn === 0) yield;
    if (rows.value('status', row) === 'retired') continue;
    for (const address of ownAddresses(rows, row)) {
      const others = byAddress.get(address);
      if (others === undefined) byAddress.set(address, [row]);
      else others.push(row);
    }
  }
  return byAddress;
}

function sharersOf(
  { rows, sharedAddresses: known }: CheckInput,
  address: string,
  stated: readonly number[],
): Sharers {
  if (known !== undefined) {
    const names = known.get(address) ?? [];
    return { count: names.length, names };
  }
  const count = stated.length < 2 ? stated.length : new Set(stated.map((row) => nameOf(rows, row))).size;
  return { count, names: [] };
}

/** Loopback and link-local addresses are on every machine. */
function ownAddresses(rows: ReadableRows, row: number): string[] {
  return ipKeys(rows.value('ip_address', row) ?? '');
}

function nameOf(rows: ReadableRows, row: number): string {
  const name = rows.value('name', row) ?? rows.value('hostname', row) ?? rows.value('fqdn', row);
  return (name ?? '').toLowerCase();
}

function sharedFindings(rows: ReadableRows, shared: SharedAddresses): CheckFinding[] {
  return shared.rows.flatMap((row) =>
    ownAddresses(rows, row).flatMap((address): CheckFinding[] => {
      const machines = shared.machines.get(address);
      if (machines === undefined) return [];
      const names = machines.names.length === 0 ? {} : { names: machines.names.slice(0, shown) };
      return [
        {
          subject: { row },
          status: 'duplicate_ip',
          severity: 'warning',
          value: { address, machines: machines.count, ...names },
          evidence: { address },
        },
      ];
    }),
  );
}

function subnetFindings(rows: ReadableRows, row: number): CheckFinding[] {
  const text = rows.value('subnet', row);
  const subnets = text === null ? [] : parseSubnets(text);
  if (subnets.length === 0) return [];
  return addressesOf(rows, row).flatMap((address): CheckFinding[] => {
    const isInside = isWithinAny(address, subnets);
    if (isInside === undefined) return [];
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

/** Ranges in which no machine of an estate should have its address. */
const unusual: ReadonlySet<AddressRange> = new Set([
  'documentation',
  'benchmarking',
  'multicast',
  'reserved',
]);

/** What is to be said of the ranges a machine's addresses lie in. */
function rangeFindings(rows: ReadableRows, row: number): CheckFinding[] {
  const addresses = addressesOf(rows, row).map((address) => ({ address, range: addressRange(address) }));
  const hasOthers = addresses.some(({ range }) => range !== undefined && range !== 'host_only');
  return addresses.flatMap(({ address, range }): CheckFinding[] => {
    const isReserved = range !== undefined && (unusual.has(range) || (range === 'host_only' && !hasOthers));
    if (!isReserved && range !== 'public') return [];
    return [
      {
        subject: { row },
        status: isReserved ? 'reserved_address' : 'public_address',
        severity: 'info',
        value: { address, range },
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

/** Rows by what their VLAN lacks. */
interface ReadVlans {
  readonly outOfRange: readonly number[];
  /** Rows of which some VLAN is named and has no number. */
  readonly named: readonly number[];
}

function* readVlans(rows: ReadableRows): CheckSteps<ReadVlans> {
  const outOfRange: number[] = [];
  const named: number[] = [];
  yield* eachRow(rows, (row) => {
    const text = rows.fault(row) === 0 ? rows.value('vlan', row) : null;
    if (text === null) return;
    const numbers = vlanNumbers(text);
    if (numbers.some((number) => number !== null && !(number >= 1 && number <= 4094))) outOfRange.push(row);
    else if (numbers.includes(null)) named.push(row);
  });
  return { outOfRange, named };
}

function vlanIssues(rows: ReadableRows, { outOfRange, named }: ReadVlans): CheckIssue[] {
  const sample = (row: number): string => rows.value('vlan', row) ?? '';
  return [
    ...issueAbout({ rule: 'vlan_out_of_range', severity: 'warning', field: 'vlan' }, outOfRange, { sample }),
    ...issueAbout({ rule: 'vlan_named', severity: 'info', field: 'vlan' }, named, { sample }),
  ];
}
