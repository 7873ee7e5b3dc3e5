import type { ImportCategory } from './import-category.ts';
import { findTargetField } from './target-fields.ts';

/** Fields of which one must be mapped, for every group of the alternative. */
type Alternative = readonly (readonly string[])[];

const ownIdentity: Alternative = [['application_name', 'name', 'application_id', 'external_id']];
const bothEnds: Alternative = [
  ['source_name', 'source_ip', 'application_name', 'name', 'hostname'],
  ['target_name', 'target_ip'],
];

/** Ways to satisfy the identity requirement of a category; one alternative is enough. */
export const identityAlternatives: Readonly<Record<ImportCategory, readonly Alternative[]>> = {
  cmdb_export: [[['name', 'hostname', 'fqdn', 'serial_number', 'external_id']]],
  app_discovery: [bothEnds, ownIdentity],
  infrastructure: [[['name', 'hostname', 'fqdn', 'ip_address', 'serial_number', 'uuid', 'external_id']]],
  sensitive_data: [[['name', 'data_store', 'database_name', 'application_name', 'hostname', 'external_id']]],
};

/** Whether the mapped fields can tell rows of the category apart. */
export function meetsIdentityRequirement(category: ImportCategory, mapped: ReadonlySet<string>): boolean {
  return identityAlternatives[category].some((groups) =>
    groups.every((group) => group.some((field) => mapped.has(field))),
  );
}

/** The identity requirement of a category as a sentence names it, by the labels of its fields. */
export function describeIdentityRequirement(category: ImportCategory): string {
  return identityAlternatives[category]
    .map((groups) =>
      groups
        .map((group) => `one of ${group.map((field) => findTargetField(field)?.label ?? field).join(', ')}`)
        .join(' and '),
    )
    .join(', or ');
}
