import { type CriticalAttribute, criticalAttributes } from '../catalog/critical-attributes.ts';
import { isPreselected } from './confidence-band.ts';
import type { MappingStatus } from './mapping-gate.ts';

export type CoverageState = 'mapped' | 'suggested' | 'unmapped';

export interface MappedColumn {
  readonly status: MappingStatus;
  readonly targetField: string | null;
  readonly confidence: number | null;
}

export interface AttributeCoverage {
  readonly attribute: CriticalAttribute;
  readonly state: CoverageState;
}

/** Critical attributes a mapping feeds: `mapped` by an approved column, `suggested` by one of medium confidence or above. */
export function attributeCoverage(columns: readonly MappedColumn[]): readonly AttributeCoverage[] {
  const approved = targetsOf(columns.filter(({ status }) => status === 'approved'));
  const likely = targetsOf(
    columns.filter(
      ({ status, confidence }) =>
        status === 'approved' || (status === 'suggested' && isPreselected(confidence)),
    ),
  );
  return criticalAttributes.map((attribute) => ({ attribute, state: stateOf(attribute, approved, likely) }));
}

function targetsOf(columns: readonly MappedColumn[]): ReadonlySet<string> {
  return new Set(columns.map(({ targetField }) => targetField).filter((field) => field !== null));
}

function stateOf(
  attribute: CriticalAttribute,
  approved: ReadonlySet<string>,
  likely: ReadonlySet<string>,
): CoverageState {
  if (isFed(attribute, approved)) return 'mapped';
  return isFed(attribute, likely) ? 'suggested' : 'unmapped';
}

/** Fields by which a mapping can feed an attribute no single field of an asset holds. */
const edgeFields = ['target_name', 'target_ip'];

function isFed({ id, fields, needsAll }: CriticalAttribute, targets: ReadonlySet<string>): boolean {
  if (id === 'integration_dependencies') return edgeFields.some((field) => targets.has(field));
  return needsAll === true
    ? fields.every((field) => targets.has(field))
    : fields.some((field) => targets.has(field));
}
