import type { TargetField } from '../catalog/target-field.ts';
import type { RowSubject } from './row-subject.ts';
import { blandNames } from './bland-names.ts';
import { setOf } from './set-of.ts';
import { traitOpinion } from './trait-readings.ts';
import type { ColumnReading, FileReading, Opinion, Signal } from './signal.ts';
import { agreement } from './value-facts.ts';
import { recognisedShare } from './value-recognisers.ts';

const subjectName: Readonly<Record<RowSubject, string>> = {
  machine: 'a machine',
  application: 'an application',
  database: 'a database',
  data_set: 'a data set',
  edge: 'a connection',
  finding: 'a security finding',
  software: 'a software licence',
  backup: 'a backup',
};

/** Fields that stay properties of the machine even in a file whose rows are findings or backups. */
const machineFacts = setOf(
  'hostname fqdn ip_address mac_address operating_system os_version os_family asset_type asset_subtype last_seen tags external_id asset_tag serial_number manufacturer model region availability_zone account_id location environment domain business_unit department cloud_provider instance_type',
);
const edgeFacts = setOf(
  'protocol dependency_type connection_count bytes source_name source_ip source_port source_process target_name target_ip target_port target_process',
);
const softwareFacts = setOf(
  'name application_name application_version application_type vendor manufacturer license serial_number purchase_date notes description asset_type asset_subtype business_unit department cost_center annual_cost monthly_cost end_of_life_date warranty_end location status tags external_id technology_stack created_at updated_at',
);

/** Whether the field states a property of what one row of the file describes. */
export const contextSignal: Signal = {
  opinion(column, field, file): Opinion | undefined {
    return (
      traitOpinion(column, field, file) ??
      outsideOpinion(column, field) ??
      partOpinion(column, field) ??
      publicNameOpinion(column, field, file) ??
      tagsOpinion(column, field) ??
      subjectOpinion(column, field, file)
    );
  },
};

function outsideOpinion(
  { outside, matches, values }: ColumnReading,
  field: TargetField,
): Opinion | undefined {
  // "Size" is no size where the values are names of instance types.
  const isPlain =
    field.key === 'instance_type' &&
    matches.has(field.key) &&
    (recognisedShare(values, field.key) ?? 0) >= agreement;
  return outside === undefined || isPlain
    ? undefined
    : { signal: 'context', score: 0.02, text: `The header is about ${outside}.` };
}

/** Fields a row has one of: what stands in a list inside the row states them of its parts. */
const ownFacts = setOf(
  'name hostname asset_type asset_subtype external_id uuid serial_number description status power_state created_at updated_at model manufacturer vendor location operating_system environment',
);

function partOpinion({ profile, header }: ColumnReading, field: TargetField): Opinion | undefined {
  if (!ownFacts.has(field.key)) return undefined;
  if (!profile.header.includes('[]') && !header.parent.some(isPart)) return undefined;
  const text = `The values stand below a part of the row: they say ${field.label} of the part.`;
  return { signal: 'context', score: 0.03, text };
}

const partNames = setOf(
  'interface nic adapter disk drive volume mount partition cmdline env python swap snapshot controller process package selinux lo eth ens eno enp bond veth',
);
/** Network adapters and disks as operating systems name them. */
const systemPart =
  /^(?:eth|ens|eno|enp|em|bond|docker|veth|virbr|sr|nvme)\w*\d\w*$|^(?:sd|vd|xvd|hd)[a-z]\d*$/;

function isPart(word: string): boolean {
  return partNames.has(word) || systemPart.test(word);
}

/** Beside a private name the public one is that of the way in from outside. */
function publicNameOpinion(
  { header }: ColumnReading,
  field: TargetField,
  { columns }: FileReading,
): Opinion | undefined {
  if (field.key !== 'fqdn' || !header.words.includes('public')) return undefined;
  const hasPrivate = columns.some(
    (other) => other.header.words.includes('private') && other.matches.has('fqdn'),
  );
  const text = 'Another column gives the private name.';
  return hasPrivate ? { signal: 'context', score: 0.3, text } : undefined;
}

/** Enough rows, each with a different number behind at most a few letters. */
function isNumbering(values: ColumnReading['values']): boolean {
  const isManyAndDistinct = values.filled >= 3 && values.distinctShare >= 0.95;
  return isManyAndDistinct && values.topShare((value) => /^[A-Z]{0,6}[-_ ]?\d{3,}$/i.test(value)) >= 0.9;
}

/** "Asset tags" are labels; an asset tag is one number. */
function tagsOpinion({ header, values }: ColumnReading, field: TargetField): Opinion | undefined {
  if (field.key !== 'asset_tag' && field.key !== 'tags') return undefined;
  if (header.words.join('') === 'tag' && isNumbering(values)) {
    const text = 'Every row has a number of its own: an asset tag, no label.';
    return { signal: 'context', score: field.key === 'tags' ? 0.05 : 0.9, text };
  }
  if (!/tags$/i.test(header.text) || header.words.length < 2) return undefined;
  const text = 'The header speaks of several tags.';
  return { signal: 'context', score: field.key === 'tags' ? 0.9 : 0.05, text };
}

function subjectOpinion(
  column: ColumnReading,
  field: TargetField,
  { subject }: FileReading,
): Opinion | undefined {
  const text = `A row is ${subjectName[subject]}; ${field.label} is not a property of it.`;
  const score = subjectScore(column, field, subject);
  return score === undefined ? undefined : { signal: 'context', score, text };
}

function subjectScore(column: ColumnReading, field: TargetField, subject: RowSubject): number | undefined {
  if (subject === 'edge') return edgeScore(column, field);
  if (field.group === 'dependency') return dependencyScore(field, subject);
  if (subject === 'finding' || subject === 'backup') return foreignRowScore(column, field);
  if (subject === 'software') return softwareFacts.has(field.key) ? undefined : 0.2;
  return subject === 'machine' ? machineScore(column, field) : undefined;
}

function machineScore(column: ColumnReading, field: TargetField): number | undefined {
  if (foreignFacts.has(field.key) && isOfApplication(column)) return 0.04;
  return field.key === 'application_version' && isBland(column) ? 0.12 : undefined;
}

/** What a list of machines may state of the application on them, too. */
const foreignFacts = setOf('description notes status created_at updated_at');

function isOfApplication({ header }: ColumnReading): boolean {
  return (
    header.words.length > 1 &&
    (header.words.at(-2) === 'application' || header.parent.at(-1) === 'application')
  );
}

/** Ends of connections outside a file of connections; a list of dependencies of an application is at home. */
function dependencyScore(field: TargetField, subject: RowSubject): number | undefined {
  if (subject === 'finding' || subject === 'backup') return 0.02;
  if (field.key !== 'target_name' && field.key !== 'dependency_type') return 0.03;
  return subject === 'application' ? undefined : 0.15;
}

function edgeScore({ header }: ColumnReading, field: TargetField): number | undefined {
  if (edgeFacts.has(field.key)) return undefined;
  // When a connection was first seen is kept as when it was made.
  if (field.key === 'created_at' && header.words.includes('first')) return 0.3;
  return field.key === 'last_seen' ||
    field.key === 'notes' ||
    field.key === 'description' ||
    field.key === 'tags'
    ? 0.3
    : 0.015;
}

function foreignRowScore(column: ColumnReading, field: TargetField): number | undefined {
  if (isBland(column) && !isOfAsset(column)) return 0.02;
  if (machineFacts.has(field.key)) return undefined;
  if (field.key === 'name' && isOfAsset(column)) return undefined;
  return isOfAsset(column) ? 0.3 : 0.04;
}

function isBland({ header }: ColumnReading): boolean {
  return blandNames.has(header.leaf.join('')) || blandNames.has(header.words.join(''));
}

const assetWords = setOf(
  'instance resource asset host server device machine computer vm system node endpoint',
);

function isOfAsset({ header }: ColumnReading): boolean {
  return header.words.length > 1 && header.words.slice(0, -1).some((word) => assetWords.has(word));
}
