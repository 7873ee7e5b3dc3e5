import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { customFieldPrefix } from '@landfall/domain/cleansing/import-plan';
import { storedFields } from '@landfall/domain/inventory/stored-fields';
import { keepsFilled, type KnownValues } from '@landfall/domain/inventory/value-policy';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

interface KnownRow extends Omit<KnownValues, 'filled'> {
  readonly id: string;
  /** Columns that hold a value; none for a policy that does not ask. */
  readonly columns: readonly string[];
  readonly custom: readonly string[];
  /** True for a type that is no guess from the asset's name. */
  readonly isTypeStated: boolean;
}

/** What the value policy of a category looks at, of live assets by id. */
export async function readKnownValues(
  scope: TenantScope,
  category: ImportCategory,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownValues>> {
  const asks = sql.lit(keepsFilled(category));
  const found = await sql<KnownRow>`
    select a.id, to_char(a.last_seen at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastSeen",
      a.data_classification as classification, a.pii_flag as pii, a.retention_period as retention,
      array(select u.key from jsonb_each(a.provenance -> 'updates') u
        where u.value ->> 'import' is null or u.value ? 'by') as "byPerson",
      case when ${asks} then array(select jsonb_object_keys(jsonb_strip_nulls(to_jsonb(a)))) else '{}' end as columns,
      case when ${asks} then array(select jsonb_object_keys(a.custom_attributes)) else '{}' end as custom,
      a.type_source <> 'rule' as "isTypeStated"
    from assets a where a.client_account_id = ${scope.clientAccountId} and a.engagement_id = ${scope.engagementId}
      and a.deleted_at is null and a.id = any (${[...ids]}::uuid[])`.execute(scope.tx);
  return new Map(found.rows.map((row) => [row.id, { ...row, filled: filledFields(row) }] as const));
}

/** Fields with a single value; items are only ever added to lists. */
function filledFields({ columns, custom, isTypeStated }: KnownRow): string[] {
  const held = new Set(columns);
  if (held.size === 0) return [];
  const single = storedFields.filter(({ kind, column }) => kind !== 'text[]' && held.has(column));
  return [
    'name',
    ...(isTypeStated ? ['asset_type'] : []),
    ...single.map(({ field }) => field),
    ...custom.map((key) => `${customFieldPrefix}${key}`),
  ];
}
