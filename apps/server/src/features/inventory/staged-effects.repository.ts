import type { StoredProvenance } from '@landfall/domain/inventory/asset-offer';
import type { StoredKind } from '@landfall/domain/inventory/stored-fields';
import { type RawBuilder, sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  differs,
  differsInName,
  isProtected,
  live,
  type Protection,
  takesType,
  valueAfter,
} from './asset-stage.repository.ts';
import type { StageShape } from './stage-columns.ts';

/** A field in which a staged group differs from the asset it is staged for, as the write would find it. */
export interface StagedDifference {
  readonly field: string;
  readonly kind: StoredKind;
  readonly before: unknown;
  /** What the asset would say once the group is written. */
  readonly after: unknown;
  readonly isProtected: boolean;
}

/** A staged group beside the live asset it is staged for; without one it would be new. */
export interface StagedEffect {
  readonly leadRow: number;
  readonly differences: readonly StagedDifference[];
  /** Where the values of the group come from; its rows are those of the stage. */
  readonly offered: StoredProvenance | null;
  readonly held: {
    readonly leadImportId: string | null;
    readonly leadRow: number | null;
    readonly provenance: StoredProvenance | null;
  };
  readonly offeredCustom: Readonly<Record<string, unknown>>;
  readonly heldCustom: Readonly<Record<string, unknown>> | null;
}

interface Compared {
  readonly field: string;
  readonly column: string;
  readonly kind: StoredKind;
  readonly change: RawBuilder<unknown>;
  readonly after: RawBuilder<unknown>;
}

/**
 * How every staged group differs from its asset, by the conditions and values of the write itself. Without protection
 * nothing is protected.
 */
export async function effectsOfStaged(
  scope: TenantScope,
  shape: StageShape,
  protection: Protection | undefined,
): Promise<StagedEffect[]> {
  const differences = comparedFields(shape).map((one) => {
    // Items are only added to lists, and a type has a rule of its own.
    const isFree = protection === undefined || one.kind === 'text[]' || one.field === 'asset_type';
    const held = isFree ? sql`false` : isProtected(one, protection);
    return sql`case when ${one.change} then jsonb_build_array(jsonb_build_object(
      'field', ${sql.lit(one.field)}::text, 'kind', ${sql.lit(one.kind)}::text,
      'before', ${sql.ref(`a.${one.column}`)}, 'after', ${one.after}, 'isProtected', ${held})) else '[]' end`;
  });
  const found = await sql<StagedEffect>`
    select s.lead_row as "leadRow", '[]'::jsonb || ${sql.join(differences, sql` || `)} as differences,
      s.provenance as offered, s.custom_attributes as "offeredCustom", a.custom_attributes as "heldCustom",
      jsonb_build_object('leadImportId', a.lead_import_id, 'leadRow', a.lead_row, 'provenance', a.provenance) as held
    from staged_assets s left join assets a on a.id = s.asset_id and ${live(scope)}`.execute(scope.tx);
  return found.rows;
}

/** Everything an update compares but for custom attributes; name and type of a new asset are no difference. */
function comparedFields(shape: StageShape): Compared[] {
  const fields = shape.fields.map((field) => ({
    field: field.field,
    column: field.column,
    kind: field.kind,
    change: differs(field),
    after: valueAfter(field),
  }));
  const name = { field: 'name', column: 'name', kind: 'text', after: sql`coalesce(s.name, a.name)` } as const;
  const type = { field: 'asset_type', column: 'asset_type', kind: 'text', after: sql`s.asset_type` } as const;
  return [
    ...(shape.hasName ? [{ ...name, change: sql`(a.id is not null and ${differsInName})` }] : []),
    { ...type, change: sql`(a.id is not null and ${takesType} and s.asset_type <> a.asset_type)` },
    ...fields,
  ];
}
