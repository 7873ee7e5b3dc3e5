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

/** One remembered decision about a header, with everything else remembered about the same header and target. */
export interface LearnedRow {
  readonly id: string;
  readonly header: string;
  readonly category: ImportCategory;
  readonly sourceSystem: string | null;
  readonly targetField: string;
  readonly polarity: 'positive' | 'negative';
  readonly evidence: number;
  readonly positives: number;
  readonly negatives: number;
  readonly lastEvidenceAt: Date;
  readonly lastDecidedByName: string;
}

export interface LearnedWanted {
  readonly search: string | undefined;
  readonly category: ImportCategory | undefined;
  /** Id of the last row of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** A page of what the client account has learned, the oldest lesson first, with how many there are. */
export async function listLearned(
  scope: TenantScope,
  wanted: LearnedWanted,
): Promise<{ rows: LearnedRow[]; total: number }> {
  const isWanted = sql`l.client_account_id = ${scope.clientAccountId} and l.evidence_count > 0 and l.target_field is not null
      and (${wanted.category ?? null}::text is null or l.import_category = ${wanted.category ?? null})
      and (${wanted.search ?? null}::text is null
        or strpos(l.header_normalized || ' ' || l.target_field, lower(${wanted.search ?? ''})) > 0)`;
  const { rows } = await sql<LearnedRow>`
    select l.id, l.header_normalized as header, l.import_category as category, l.source_system as "sourceSystem",
      l.target_field as "targetField", l.polarity, l.evidence_count as evidence, o.positives, o.negatives,
      l.last_evidence_at as "lastEvidenceAt", u.display_name as "lastDecidedByName"
    from learned_mappings l join users u on u.id = l.last_decided_by
    cross join lateral (select
        coalesce(sum(evidence_count) filter (where polarity = 'positive'), 0)::int as positives,
        coalesce(sum(evidence_count) filter (where polarity = 'negative'), 0)::int as negatives
      from learned_mappings s where s.client_account_id = l.client_account_id
        and s.header_normalized = l.header_normalized and s.target_field = l.target_field
        and s.source_system is not distinct from l.source_system) o
    where ${isWanted} and (${wanted.after ?? null}::uuid is null or l.id > ${wanted.after ?? null})
    order by l.id limit ${wanted.limit}`.execute(scope.tx);
  const counted = await sql<{
    total: number;
  }>`select count(*)::int as total from learned_mappings l where ${isWanted}`.execute(scope.tx);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}

/** Forgets one lesson and answers what it was about; `undefined` when the client account has none of this id. */
export async function deleteLearned(
  scope: TenantScope,
  id: string,
): Promise<{ header: string; targetField: string | null } | undefined> {
  const { rows } = await sql<{ header: string; targetField: string | null }>`
    delete from learned_mappings where client_account_id = ${scope.clientAccountId} and id = ${id}
    returning header_normalized as header, target_field as "targetField"`.execute(scope.tx);
  return rows[0];
}
