import type { TargetField } from '../catalog/target-field.ts';
import { bareKey } from './read-header.ts';
import { setOf } from './set-of.ts';
import type { ColumnReading, FileReading, FileTraits, Opinion } from './signal.ts';

interface TraitReading {
  readonly trait: keyof FileTraits;
  /** Headers the trait decides, squashed. */
  readonly headers: ReadonlySet<string>;
  /** Empty when the header then means no field. */
  readonly field: string;
  /** Fields the header would mean without the trait. */
  readonly instead: readonly string[];
  readonly text: string;
}

const readings: readonly TraitReading[] = [
  {
    trait: 'hasGuestName',
    headers: setOf('host node computername device'),
    field: 'virtual_host',
    instead: ['hostname', 'name', 'fqdn'],
    text: 'Another column names the virtual machine; this one names the host that carries it.',
  },
  {
    trait: 'endsAreApplications',
    headers: setOf(
      'sourceapplication sourceservice consumerapplication consumerservice clientapplication fromapplication callerservice fromservice',
    ),
    field: 'source_name',
    instead: ['source_process'],
    text: 'No host or address stands beside it: the application is the end of the connection.',
  },
  {
    trait: 'endsAreApplications',
    headers: setOf(
      'targetapplication destinationapplication targetservice destinationservice providerapplication providerservice toapplication calleeservice toservice',
    ),
    field: 'target_name',
    instead: ['target_process'],
    text: 'No host or address stands beside it: the application is the end of the connection.',
  },
  {
    trait: 'countsLogicalProcessors',
    headers: setOf('numberprocessor numberofprocessor processorcount processor'),
    field: 'cpu_sockets',
    instead: ['cpu_cores'],
    text: 'Logical processors or cores per processor stand beside it: it counts sockets.',
  },
  {
    trait: 'hasVcpus',
    headers: setOf('processorcore cpucore core'),
    field: '',
    instead: ['cpu_cores'],
    text: 'Virtual processors have a column of their own; these are the cores of one processor.',
  },
  {
    trait: 'statesUsableCapacity',
    headers: setOf('rawcapacity rawcapacitytb rawcapacitygb rawcapacitytib rawcapacitygib'),
    field: '',
    instead: ['storage_gb'],
    text: 'The usable capacity has a column of its own.',
  },
  {
    trait: 'hasOwnName',
    headers: setOf('productname'),
    field: 'model',
    instead: ['name', 'application_name'],
    text: 'Another column names the machine; the product is its model.',
  },
  {
    trait: 'hasSubscription',
    headers: setOf('tenantid tenant tenantname'),
    field: '',
    instead: ['account_id'],
    text: 'Subscriptions stand beside it: the tenant is the directory they belong to.',
  },
  {
    trait: 'isCloud',
    headers: setOf('project'),
    field: 'account_id',
    instead: ['application_name', 'name'],
    text: 'Zones and machine types of a cloud stand beside it: the project is what the machine is billed to.',
  },
  {
    trait: 'endsAreDevices',
    headers: setOf('sourcename destinationname targetname'),
    field: '',
    instead: ['source_name', 'target_name'],
    text: 'Devices stand beside it: this is the name of the port or slot at the device.',
  },
  {
    trait: 'endsAreAddresses',
    headers: setOf('type kind label'),
    field: '',
    instead: ['dependency_type'],
    text: 'The rows were seen on the wire: the type is that of the log entry or of the address.',
  },
  {
    trait: 'isPartTable',
    headers: setOf('vm device'),
    field: 'name',
    instead: ['hostname', 'virtual_host'],
    text: 'A row is a part of a machine; this column names the machine.',
  },
  {
    trait: 'isPartTable',
    headers: setOf('name type state status description label'),
    field: '',
    instead: [
      'name',
      'hostname',
      'asset_type',
      'asset_subtype',
      'model',
      'status',
      'power_state',
      'description',
      'tags',
    ],
    text: 'A row is a part of a machine that another column names; this is said of the part.',
  },
  {
    trait: 'countsCores',
    headers: setOf(
      'numbercpu cpunumber cpucount numberprocessor processorcount numberofprocessor numberofcpu totalnumbercpu cpunumberofprocessor totalcpu processornumber',
    ),
    field: 'cpu_sockets',
    instead: ['cpu_cores', 'cpu_model'],
    text: 'Cores have a column of their own; this one counts processors.',
  },
  {
    trait: 'countsCores',
    headers: setOf('cpu processor'),
    field: 'cpu_model',
    instead: ['cpu_cores'],
    text: 'Cores have a column of their own; this one names the processor.',
  },
  {
    trait: 'isMemoryTable',
    headers: setOf('size sizemib sizemb sizegb sizegib'),
    field: 'memory_gb',
    instead: ['storage_gb', 'storage_used_gb', 'instance_type'],
    text: 'The file lists how memory is shared out.',
  },
  {
    trait: 'isMemoryTable',
    headers: setOf('consumed used total active'),
    field: '',
    instead: ['storage_gb', 'storage_used_gb', 'status'],
    text: 'The file lists how memory is shared out, not storage.',
  },
  {
    trait: 'isDiskTable',
    headers: setOf('label'),
    field: '',
    instead: ['tags'],
    text: 'The file lists disks; the label is the name of the disk.',
  },
  {
    trait: 'typeIsModel',
    headers: setOf('type devicetype'),
    field: 'model',
    instead: ['asset_type', 'asset_subtype'],
    text: 'Role and manufacturer stand beside it and no model: the type is the model.',
  },
  {
    trait: 'isCloud',
    headers: setOf('location'),
    field: 'region',
    instead: ['location', 'datacenter'],
    text: 'Subscriptions or networks of a cloud stand beside it: the location is a cloud region.',
  },
  {
    trait: 'isDiskTable',
    headers: setOf('size sizegb sizein sizeingib sizegib totalsize capacitysize'),
    field: 'storage_gb',
    instead: ['memory_gb', 'instance_type', 'database_size_gb'],
    text: 'The file lists disks; the size is the size of the disk.',
  },
];

/** Fields a header may mean because of a trait of the file; offered as candidates besides its names. */
export function traitFields(headerKey: string, traits: FileTraits): readonly string[] {
  return readings
    .filter(({ trait, headers }) => traits[trait] && headers.has(headerKey))
    .map(({ field }) => field)
    .filter((field) => field !== '');
}

/** What the other headers of the file decide about this one. */
export function traitOpinion(
  { header }: ColumnReading,
  field: TargetField,
  { traits }: FileReading,
): Opinion | undefined {
  const key = bareKey(header);
  for (const { trait, headers, field: wanted, instead, text } of readings) {
    if (!traits[trait] || !headers.has(key)) continue;
    // "Processors" is a count even where "Processor" would be a model.
    if (wanted === 'cpu_model' && /s$/i.test(header.text)) continue;
    if (field.key === wanted) return { signal: 'context', score: 0.93, text };
    if (instead.includes(field.key)) return { signal: 'context', score: 0.03, text };
  }
  return undefined;
}
