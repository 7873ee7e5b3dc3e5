import type { ImportCategory } from '../catalog/import-category.ts';
import type { TargetField } from '../catalog/target-field.ts';
import type { ColumnProfile } from '../tabular/column-profile.ts';
import type { HeaderMatch } from './header-match.ts';
import type { HeaderReading } from './read-header.ts';
import type { RowSubject } from './row-subject.ts';
import type { ValueFacts } from './value-facts.ts';

export type SignalName = 'learned' | 'exact' | 'synonym' | 'tokens' | 'values' | 'unit' | 'context' | 'type';

/** A signal's answer about one pair of column and field. */
export interface Opinion {
  readonly signal: SignalName;
  /** Probability in [0, 1] that the pair is right, as far as this signal can tell. */
  readonly score: number;
  /** The reason in words a person can check; shown as it is. */
  readonly text: string;
}

/** A source column with everything the signals need to know about it. */
export interface ColumnReading {
  readonly profile: ColumnProfile;
  readonly header: HeaderReading;
  readonly values: ValueFacts;
  /** Best header match per field key. */
  readonly matches: ReadonlyMap<string, HeaderMatch>;
  /** What the column is about when it is something no field holds. */
  readonly outside: string | undefined;
}

/** What the headers of a file say together about how to read single ones. */
export interface FileTraits {
  /** A row is a virtual machine, so "Host" is the host that carries it. */
  readonly hasGuestName: boolean;
  /** Logical processors, or cores per processor, have a column of their own. */
  readonly countsLogicalProcessors: boolean;
  /** Processors, their cores and virtual processors are counted. */
  readonly hasVcpus: boolean;
  /** Storage states its usable capacity, so the raw one is no size. */
  readonly statesUsableCapacity: boolean;
  /** A column names each machine. */
  readonly hasOwnName: boolean;
  /** Cores are counted in a column of their own, so "processors" are sockets. */
  readonly countsCores: boolean;
  /** Role, maker and type stand without a model: the type is the model. */
  readonly typeIsModel: boolean;
  /** Subscriptions or resource groups: "Location" is a cloud region. */
  readonly isCloud: boolean;
  /** Subscriptions, which a tenant has many of, have a column of their own. */
  readonly hasSubscription: boolean;
  /** Ends of connections are named by their application alone. */
  readonly endsAreApplications: boolean;
  /** Ends of connections are devices, whose ports are named beside them. */
  readonly endsAreDevices: boolean;
  /** Ends of connections are addresses and ports, as in flow and firewall logs. */
  readonly endsAreAddresses: boolean;
  /** Rows are parts of a machine that another column names: adapters, snapshots, interfaces. */
  readonly isPartTable: boolean;
  /** Rows are disks, volumes or partitions. */
  readonly isDiskTable: boolean;
  /** Rows state how the memory of a machine is shared out. */
  readonly isMemoryTable: boolean;
}

/** The file the columns stand in. */
export interface FileReading {
  readonly category: ImportCategory;
  readonly subject: RowSubject;
  readonly columns: readonly ColumnReading[];
  /** What the headers say together. */
  readonly traits: FileTraits;
}

/** One reason to believe or doubt that a source column means a target field; it sees one pair and keeps no state. */
export interface Signal {
  /** `undefined` when the signal has no opinion on this pair. */
  opinion(column: ColumnReading, field: TargetField, file: FileReading): Opinion | undefined;
}
