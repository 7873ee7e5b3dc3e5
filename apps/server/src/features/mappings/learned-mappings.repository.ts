import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import type { LearnedMapping } from '@landfall/domain/schema-matching/learned-mapping';
import { sql } from 'kysely';
import type { TenantScope } from '../../platform/tenant-scope.ts';

/** Decisions of the client account about any of the headers, added up by target and source system. */
export async function findLearned(
  scope: TenantScope,
  headerKeys: readonly string[],
): Promise<LearnedMapping[]> {
  const { rows } = await sql<LearnedMapping>`
    select header_normalized as "headerKey", source_system as "sourceSystem", target_field as "targetField",
      sum(evidence_count) filter (where polarity = 'positive')::int as positives,
      sum(evidence_count) filter (where polarity = 'negative')::int as negatives
    from learned_mappings
    where client_account_id = ${scope.clientAccountId} and header_normalized = any (${[...headerKeys]}::text[])
      and target_field is not null and evidence_count > 0
    group by 1, 2, 3 order by 1, 2, 3`.execute(scope.tx);
  return rows.map((row) => ({ ...row, positives: row.positives ?? 0, negatives: row.negatives ?? 0 }));
}

/** One thing a decision teaches, or stops teaching when `weight` is -1. */
export interface Lesson {
  readonly headerKey: string;
  readonly category: ImportCategory;
  readonly sourceSystem: string | null;
  readonly targetField: string;
  readonly polarity: 'positive' | 'negative';
  readonly weight: 1 | -1;
}

/** Adds the lessons of a decision to what the client account has learned. Only a person teaches. */
export async function addLessons(scope: TenantScope, lessons: readonly Lesson[]): Promise<void> {
  for (const lesson of lessons) {
    const count = Math.max(0, lesson.weight);
    await sql`
      insert into learned_mappings as l (client_account_id, engagement_id, header_normalized, import_category,
        source_system, target_field, polarity, evidence_count, last_decided_by)
      values (${scope.clientAccountId}, ${scope.engagementId}, ${lesson.headerKey}, ${lesson.category},
        ${lesson.sourceSystem}, ${lesson.targetField}, ${lesson.polarity}, ${count}, ${scope.actor.userId})
      on conflict (client_account_id, header_normalized, import_category, source_system, target_field, polarity)
      do update set evidence_count = greatest(0, l.evidence_count + ${lesson.weight}), last_evidence_at = now(),
        last_decided_by = excluded.last_decided_by`.execute(scope.tx);
  }
}
