import { applicationFields } from './application-fields.ts';
import { assessmentFields } from './assessment-fields.ts';
import { businessFields } from './business-fields.ts';
import { computeFields } from './compute-fields.ts';
import { dependencyFields } from './dependency-fields.ts';
import { identificationFields } from './identification-fields.ts';
import type { ImportCategory } from './import-category.ts';
import { migrationFields } from './migration-fields.ts';
import { performanceFields } from './performance-fields.ts';
import { placeAndStateFields } from './place-and-state-fields.ts';
import { platformFields } from './platform-fields.ts';
import { sensitiveDataFields } from './sensitive-data-fields.ts';
import type { TargetField } from './target-field.ts';

/** Every field a source column can be mapped to, in the order lists show them. */
export const targetFields: readonly TargetField[] = [
  ...identificationFields,
  ...computeFields,
  ...platformFields,
  ...performanceFields,
  ...placeAndStateFields,
  ...applicationFields,
  ...businessFields,
  ...sensitiveDataFields,
  ...migrationFields,
  ...dependencyFields,
  ...assessmentFields,
];

const byKey: ReadonlyMap<string, TargetField> = new Map(targetFields.map((field) => [field.key, field]));

/** The catalog field with this key; `undefined` when there is none. */
export function findTargetField(key: string): TargetField | undefined {
  return byKey.get(key);
}

/** Catalog fields a file of the category may be mapped to, in catalog order. */
export function targetFieldsOf(category: ImportCategory): readonly TargetField[] {
  return targetFields.filter((field) => field.categories.includes(category));
}
