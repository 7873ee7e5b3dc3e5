import { edgeEndOf, edgeField } from './edge-header.ts';
import { bareKey, type HeaderReading } from './read-header.ts';
import type { RowSubject } from './row-subject.ts';
import { setOf } from './set-of.ts';
import type { FileTraits } from './signal.ts';

const guestMarkers = setOf(
  'vm guest powerstate esx vmhost vcpu hypervisor datastore vapp template flavor image graphic cluster vmid vmname',
);
const nameHeaders = setOf(
  'name vm vmname guestname servername machinename displayname guesthostname namelabel',
);
const machineNames = setOf(
  'name hostname fqdn ciname assetname computername servername machinename devicename vm vmname displayname workstationname nodename',
);
const cloudMarkers = setOf(
  'subscription subscriptionid resourcegroup subscriptionname vpcid azuresubscription availabilityzone',
);
const diskMarkers = setOf('disk volume partition lun drive filesystem mount datastore vdisk');

const memoryMarkers = setOf('ballooned swapped');
const coreWords = setOf('core kern nucleo coeur コア数 コア cpuコア数 cpuコア');

/** Reads the traits off all headers together. */
export function fileTraits(headers: readonly HeaderReading[], subject: RowSubject): FileTraits {
  const file = overviewOf(headers);
  const { hasKey, marked } = file;
  return {
    ...machineTraits(file, headers, subject),
    typeIsModel:
      hasKey('role', 'devicerole') && hasKey('manufacturer') && !hasKey('model', 'modelname', 'modelid'),
    isCloud: marked(cloudMarkers) >= 1 || (hasKey('machinetype') && hasKey('zone')),
    hasSubscription: hasKey('subscription', 'subscriptionid', 'subscriptionname'),
    endsAreApplications: subject === 'edge' && !headers.some(({ words }) => namesMachineEnd(words)),
    endsAreDevices:
      subject === 'edge' && hasKey('sourcedevice') && hasKey('destinationdevice', 'targetdevice'),
    endsAreAddresses: subject === 'edge' && namesAddressesAndPorts(headers),
    statesUsableCapacity: headers.some(({ words }) => words.includes('usable')),
    isPartTable: namesMachineAndPart(headers),
    isDiskTable: marked(diskMarkers) >= 2,
    isMemoryTable: marked(memoryMarkers) >= 1,
  };
}

/** Ways to ask the headers together. */
interface Overview {
  /** Whether a header is one of these words run together, its path and the names of tools included. */
  readonly hasKey: (...wanted: readonly string[]) => boolean;
  /** The same without paths and names of tools. */
  readonly hasBareKey: (...wanted: readonly string[]) => boolean;
  /** How many headers have one of the words. */
  readonly marked: (markers: ReadonlySet<string>) => number;
}

function overviewOf(headers: readonly HeaderReading[]): Overview {
  const keys = new Set(headers.map(({ words }) => words.join('')));
  const bareKeys = new Set(headers.map(bareKey));
  return {
    hasKey: (...wanted) => wanted.some((key) => keys.has(key)),
    hasBareKey: (...wanted) => wanted.some((key) => bareKeys.has(key)),
    marked: (markers) =>
      headers.filter(({ words }) => markers.has(words.join('')) || words.some((word) => markers.has(word)))
        .length,
  };
}

type MachineTraits = Pick<
  FileTraits,
  'hasGuestName' | 'hasOwnName' | 'countsLogicalProcessors' | 'hasVcpus' | 'countsCores'
>;

function machineTraits(
  { hasKey, hasBareKey, marked }: Overview,
  headers: readonly HeaderReading[],
  subject: RowSubject,
): MachineTraits {
  const isGuestList = hasKey(...nameHeaders) && (marked(guestMarkers) >= 2 || hasKey('vm', 'vmid', 'vmname'));
  const keys = headers.map(({ words }) => words.join(''));
  return {
    hasGuestName: (subject === 'machine' && isGuestList) || (subject === 'backup' && hasKey('vm', 'vmname')),
    hasOwnName: subject === 'machine' && hasBareKey(...machineNames),
    countsLogicalProcessors: keys.some(
      (key) => key.endsWith('coreperprocessor') || key.includes('logicalprocessor'),
    ),
    hasVcpus:
      hasBareKey('processorvcpu', 'vcpu', 'numbervcpu') &&
      hasBareKey('processorcount', 'threadpercore', 'processorthreadpercore'),
    countsCores: headers.some(
      ({ words }) =>
        words.some((word) => coreWords.has(word)) && !words.includes('per') && !words.includes('p'),
    ),
  };
}

/** Address and port of the target: rows were seen on the wire. */
function namesAddressesAndPorts(headers: readonly HeaderReading[]): boolean {
  const fields = new Set(headers.map(edgeField));
  return fields.has('source_ip') && fields.has('target_ip') && fields.has('target_port');
}

const partLabels = setOf('name niclabel snapshot snapshotname devicenode interface interfacename');

/** The machine first, then the name of its part; where the machine's own name comes first, a device is what carries it. */
function namesMachineAndPart(headers: readonly HeaderReading[]): boolean {
  const keys = headers.map(({ words }) => words.join(''));
  const machine = keys.findIndex((key) => key === 'vm' || key === 'device');
  return (
    machine >= 0 &&
    keys.slice(machine + 1).some((key) => partLabels.has(key)) &&
    !keys.slice(0, machine).includes('name')
  );
}

const machineWords = setOf(
  'ip address addr ipv4 host hostname server name vm machine device node computer srcaddr dstaddr',
);

function namesMachineEnd(words: readonly string[]): boolean {
  return edgeEndOf(words) !== undefined && words.some((word) => machineWords.has(word));
}
