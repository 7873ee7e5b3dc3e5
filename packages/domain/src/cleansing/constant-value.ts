import { identityAlternatives } from '../catalog/identity-requirement.ts';
import type { TargetField } from '../catalog/target-field.ts';
import { identityKinds } from '../entity-resolution/identity-keys.ts';
import { cleanseValue } from './cleanse-value.ts';
import { noEvidence } from './column-evidence.ts';
import { planColumn } from './column-plan.ts';

/** Fields that say which thing a row is about: one value for many rows would make one thing of them. */
const identifying: ReadonlySet<string> = new Set([
  ...identityKinds,
  ...Object.values(identityAlternatives).flat(3),
]);

/** True for a field of which a person may set one value for many rows. */
export function takesConstant(field: string): boolean {
  return !identifying.has(field);
}

/**
 * The canonical text of a value that a person typed for a field, or null when the field cannot take it. How the column
 * is written does not matter: a point begins decimals, a bare number is in the unit of the field.
 */
export function readConstant(field: TargetField, text: string): string | null {
  const source = { position: 0, key: '', header: '', evidence: noEvidence };
  const { value, issue } = cleanseValue(planColumn(source, field, { numberFormat: 'point' }), text);
  return issue === null ? value : null;
}
