import type { TargetField, TargetFieldType } from '../catalog/target-field.ts';
import { setOf } from './set-of.ts';
import type { ColumnReading, Opinion, Signal } from './signal.ts';
import { agreement } from './value-facts.ts';

/** Text fields that hold a readable name; a column of bare numbers or dates is a key to it, not the name. */
const namingFields = setOf(
  'location department business_unit business_owner technical_owner support_group vendor manufacturer operating_system cluster virtual_host datacenter name hostname fqdn status environment application_name data_owner hypervisor database_name database_type asset_type asset_subtype description instance_type region data_store domain',
);
const flagFields = new Set([
  'pii_flag',
  'encryption_status',
  'compliance_requirements',
  'tags',
  'notes',
  'business_criticality',
  'power_state',
  'application_type',
  'asset_type',
]);
const numericTypes: readonly TargetFieldType[] = ['integer', 'decimal', 'percent', 'money', 'port'];

/** Vetoes pairs whose values cannot be read as the type of the field; has no opinion otherwise. */
export const typeSignal: Signal = {
  opinion(column, field): Opinion | undefined {
    if (column.values.filled === 0) return undefined;
    const reason = mismatch(column, field);
    return reason === undefined ? undefined : { signal: 'type', score: 0, text: reason };
  },
};

function mismatch(column: ColumnReading, field: TargetField): string | undefined {
  const { values, profile } = column;
  if (isBoolean(values) && !flagFields.has(field.key) && !isStatusFlag(profile.header, field)) {
    return `Yes/no values cannot be ${field.label}.`;
  }
  if (numericTypes.includes(field.type)) return numberMismatch(column, field);
  if (field.type === 'date' || field.type === 'timestamp') return dateMismatch(column, field);
  return namingFields.has(field.key) ? nameMismatch(column, field) : undefined;
}

/** Starts with a number, whatever follows: "16 GB DDR4", "2 x 500". A letter in front makes it a name. */
const numberText = /^[^\p{L}\d]{0,4}\d/u;

/** More processors than any machine has: such numbers are MHz or bytes. */
const mostProcessors = 10_000;

function numberMismatch({ values }: ColumnReading, field: TargetField): string | undefined {
  if (field.key === 'cpu_cores' || field.key === 'cpu_sockets') {
    const isTooLarge = values.topShare((value) => Number(value) > mostProcessors) >= agreement;
    if (isTooLarge) return `The numbers are too large for ${field.label}.`;
  }
  const readable = values.topShare((value) => numberText.test(value));
  if (Math.max(readable, values.numberShare) >= 0.4) return undefined;
  return `The values are not numbers, ${field.label} is one.`;
}

/** A year, a spreadsheet serial number, an epoch, or a text with a year in it. */
const dateText = /^\d{4}$|^\d{4,5}(?:\.\d+)?$|^\d{10}(?:\d{3})?$|\b(?:19|20)\d{2}\b/;

function dateMismatch({ values }: ColumnReading, field: TargetField): string | undefined {
  const readable = values.share('date', 'timestamp') + values.topShare((value) => dateText.test(value));
  return readable < 0.3 ? `The values are not dates, ${field.label} is one.` : undefined;
}

const lampColour = /^(?:green|yellow|amber|orange|red|gr[ae]y)$/i;
const peopleFields = new Set(['technical_owner', 'business_owner', 'support_group']);
const managementTool =
  /^(?:intune|mde|mdm|mdm\/configmgr|sccm|mecm|configmgr|configuration manager|jamf.*|workspace one|airwatch|eas|unmanaged|microsoft defender.*|co-?managed)$/i;
/** A security identifier as Windows writes it. */
const securityIdentifier = /^S-1-\d+(?:-\d+)+$/;

function nameMismatch({ values }: ColumnReading, field: TargetField): string | undefined {
  if (field.key === 'status' && values.topShare((value) => lampColour.test(value)) >= agreement)
    return 'Colours say how something fares, not where it is in its life.';
  if (peopleFields.has(field.key) && values.topShare((value) => managementTool.test(value)) >= agreement)
    return `Management tools cannot be ${field.label}.`;
  if (values.topShare((value) => securityIdentifier.test(value)) >= agreement)
    return `Security identifiers are keys, not ${field.label}.`;
  if (values.share('integer', 'decimal') >= agreement && !isCodedEnum(field)) {
    return `Bare numbers are a key, not ${field.label}.`;
  }
  return values.share('date', 'timestamp') >= agreement ? `Dates cannot be ${field.label}.` : undefined;
}

function isBoolean(values: ColumnReading['values']): boolean {
  return (
    values.share('boolean') >= agreement ||
    values.topShare((value) => /^(?:true|false|yes|no|y|n)$/i.test(value)) >= 0.9
  );
}

function isStatusFlag(header: string, field: TargetField): boolean {
  return field.key === 'status' && /activ|aktiv|actif|ativo|attivo|in (?:service|use)\b/i.test(header);
}

function isCodedEnum(field: TargetField): boolean {
  return field.type === 'enum' && field.key !== 'asset_type';
}
