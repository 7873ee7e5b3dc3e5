import type { StoredUnit, TargetField } from '../catalog/target-field.ts';
import type { UnitFamily } from './header-units.ts';
import type { Opinion, Signal } from './signal.ts';

const familyOfStoredUnit: Readonly<Record<StoredUnit, UnitFamily | undefined>> = {
  GB: 'size',
  bytes: 'size',
  percent: 'percent',
  'MB/s': 'rate',
  'Mbit/s': 'rate',
  hours: 'duration',
  'ops/s': undefined,
  cores: undefined,
  sockets: undefined,
  disks: undefined,
  users: undefined,
  connections: undefined,
};

/** Unit named in the header, or found in cells, against the unit family of the field. */
export const unitSignal: Signal = {
  opinion({ header, values }, field): Opinion | undefined {
    const unit = header.unit ?? values.unit;
    if (unit === undefined || field.type === 'text') return undefined;
    const wanted = wantedFamily(field);
    if (wanted === unit)
      return { signal: 'unit', score: 0.85, text: `The unit is one of ${unit}, as ${field.label} needs.` };
    if (wanted === undefined && (field.unit === undefined || unit === 'duration')) return undefined;
    const text = `The unit measures ${unit}, ${field.label} is stored in ${field.unit ?? 'none'}.`;
    return { signal: 'unit', score: rulesOut(header.unit, wanted) ? 0 : 0.12, text };
  },
};

function wantedFamily({ unit }: TargetField): UnitFamily | undefined {
  return unit === undefined ? undefined : familyOfStoredUnit[unit];
}

/** A header that names a percentage states no amount, and the other way round. */
function rulesOut(named: UnitFamily | undefined, wanted: UnitFamily | undefined): boolean {
  if (named === undefined || wanted === undefined) return false;
  return named === 'percent' || wanted === 'percent';
}
