import type { TargetField } from '../catalog/target-field.ts';
import type { ColumnReading, Opinion, Signal } from './signal.ts';
import { agreement } from './value-facts.ts';
import { recognisedShare } from './value-recognisers.ts';

/** Fields whose values are so regular that their absence speaks against the field. */
const regularFields = new Set(['ip_address', 'source_ip', 'target_ip', 'mac_address']);
const doubtfulFields = new Set([
  'operating_system',
  'cpu_model',
  'power_state',
  'environment',
  'business_criticality',
  'database_type',
  'hypervisor',
  'os_family',
  'uuid',
  'data_classification',
  'migration_strategy',
  'instance_type',
  'cloud_provider',
  'pii_flag',
  'encryption_status',
  'protocol',
]);

/** Fields with so few known words that other words speak clearly against them. */
const closedFields = new Set([
  'business_criticality',
  'power_state',
  'pii_flag',
  'migration_strategy',
  'encryption_status',
  'protocol',
  'hypervisor',
  'instance_type',
]);

/** Whether the cells look like values of the field, over the most frequent values. */
export const valuesSignal: Signal = {
  opinion(column, field): Opinion | undefined {
    if (column.values.filled === 0) return undefined;
    return (
      rivalOpinion(column, field) ??
      identityOpinion(column, field) ??
      recogniserOpinion(column, field) ??
      kindOpinion(column, field)
    );
  },
};

function recogniserOpinion({ values }: ColumnReading, field: TargetField): Opinion | undefined {
  const share = recognisedShare(values, field.key);
  if (share === undefined) return undefined;
  const percent = Math.round(share * 100);
  const text = `${percent} % of the frequent values look like ${field.label}.`;
  if (share >= agreement) return { signal: 'values', score: 0.9, text };
  if (regularFields.has(field.key) && share < 0.3) return { signal: 'values', score: 0.02, text };
  if (closedFields.has(field.key) && share < 0.2) return { signal: 'values', score: 0.06, text };
  if (doubtfulFields.has(field.key) && share < 0.2) return { signal: 'values', score: 0.28, text };
  return undefined;
}

/** Values that plainly belong to a narrower field speak against the wider one its header names. */
function rivalOpinion({ values }: ColumnReading, field: TargetField): Opinion | undefined {
  const rivals = narrowerFields[field.key] ?? [];
  const rival = rivals.find((key) => (recognisedShare(values, key) ?? 0) >= agreement);
  if (rival === undefined) return undefined;
  const text = `The values rather look like ${rival.replaceAll('_', ' ')}.`;
  return { signal: 'values', score: plainRivals.has(rival) ? 0 : 0.1, text };
}

const narrowerFields: Readonly<Record<string, readonly string[]>> = {
  status: ['power_state'],
  location: ['region', 'ip_address', 'fqdn'],
  data_classification: ['environment'],
};
/** Rivals whose values no other field has; they rule the wider field out. */
const plainRivals = new Set(['ip_address', 'fqdn', 'environment']);

function kindOpinion({ values }: ColumnReading, field: TargetField): Opinion | undefined {
  if (field.type === 'date' || field.type === 'timestamp') {
    const share = values.share('date', 'timestamp');
    if (share >= agreement) return { signal: 'values', score: 0.8, text: 'The values are dates.' };
    return undefined;
  }
  if (field.type === 'integer' || field.type === 'decimal') {
    if (values.numberShare >= agreement)
      return { signal: 'values', score: 0.7, text: 'The values are numbers.' };
  }
  return undefined;
}

const identifyingFields = new Set([
  'name',
  'hostname',
  'serial_number',
  'uuid',
  'external_id',
  'asset_tag',
  'fqdn',
]);
const enoughRows = 20;

/** A column that should tell rows apart and holds few different values is probably about something they share. */
function identityOpinion({ values }: ColumnReading, field: TargetField): Opinion | undefined {
  if (!identifyingFields.has(field.key) || values.filled < enoughRows || values.distinctShare >= 0.05)
    return undefined;
  return { signal: 'values', score: 0.3, text: 'Few different values: the column hardly tells rows apart.' };
}
