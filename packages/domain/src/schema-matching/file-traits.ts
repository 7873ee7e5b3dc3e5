import { edgeEndOf, edgeField } from './edge-header.ts';
import type { HeaderReading } from './read-header.ts';
import type { RowSubject } from './row-subject.ts';
import type { FileTraits } from './signal.ts';

const guestMarkers = setOf(
  'vm guest powerstate esx vmhost vcpu hypervisor datastore vapp template flavor image graphic cluster vmid vmname',
);
const nameHeaders = setOf(
  'name vm vmname guestname servername machinename displayname guesthostname namelabel',
);
const cloudMarkers = setOf(
  'subscription subscriptionid resourcegroup subscriptionname vpcid azuresubscription',
);
const diskMarkers = setOf('disk volume partition lun drive filesystem mount datastore vdisk');

const memoryMarkers = setOf('ballooned swapped');
const coreWords = setOf('core kern nucleo coeur コア数 コア cpuコア数 cpuコア');

function setOf(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Reads the traits off all headers together. */
export function fileTraits(headers: readonly HeaderReading[], subject: RowSubject): FileTraits {
  const keys = new Set(headers.map(({ words }) => words.join('')));
  const hasKey = (...wanted: readonly string[]) => wanted.some((key) => keys.has(key));
  const marked = (markers: ReadonlySet<string>) =>
    headers.filter(({ words }) => markers.has(words.join('')) || words.some((word) => markers.has(word)))
      .length;
  const hasName = [...nameHeaders].some((key) => keys.has(key));
  return {
    hasGuestName:
      (subject === 'machine' && hasName && (marked(guestMarkers) >= 2 || hasKey('vm', 'vmid', 'vmname'))) ||
      (subject === 'backup' && hasKey('vm', 'vmname')),
    countsCores: headers.some(
      ({ words }) =>
        words.some((word) => coreWords.has(word)) && !words.includes('per') && !words.includes('p'),
    ),
    typeIsModel:
      hasKey('role', 'devicerole') && hasKey('manufacturer') && !hasKey('model', 'modelname', 'modelid'),
    isCloud: marked(cloudMarkers) >= 1,
    endsAreApplications: subject === 'edge' && !headers.some(({ words }) => namesMachineEnd(words)),
    endsAreAddresses: subject === 'edge' && namesAddressesAndPorts(headers),
    isPartTable: namesMachineAndPart(headers),
    isDiskTable: marked(diskMarkers) >= 2,
    isMemoryTable: marked(memoryMarkers) >= 1,
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
