import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { keptFields } from '@landfall/domain/inventory/value-policy';
import { readKnownValues } from '../features/enrichment/known-values.repository.ts';
import type { ReadScope } from '../features/inventory/load-blocks.ts';
import type { TimedCheck } from './enrich-checks.ts';

const assetsPerRead = 2000;

interface CheckedSubjects {
  readonly category: ImportCategory;
  readonly results: readonly TimedCheck[];
  readonly assetOf: (row: number) => string | undefined;
  readonly ofSubject: (field: string, row: number) => string | null;
}

/**
 * The asset a row describes, for rows whose values the asset has taken: what a check says of an observation that is
 * older than what is known says nothing of the asset as it is.
 */
export async function currentSubjects(
  read: ReadScope,
  { category, results, assetOf, ofSubject }: CheckedSubjects,
): Promise<(row: number) => string | undefined> {
  if (category !== 'infrastructure') return assetOf;
  const subjects = results.flatMap(({ result }) => result.findings.map(({ subject }) => subject));
  const rows = [...new Set(subjects.flatMap((subject) => ('row' in subject ? [subject.row] : [])))];
  const past = new Set<number>();
  for (let at = 0; at < rows.length; at += assetsPerRead) {
    const batch = rows.slice(at, at + assetsPerRead).map((row) => ({ row, asset: assetOf(row) ?? '' }));
    const ids = batch.flatMap(({ asset }) => (asset === '' ? [] : [asset]));
    const known = await read((scope) => readKnownValues(scope, category, ids));
    for (const { row, asset } of batch) {
      const values = known.get(asset);
      if (values !== undefined && keptFields(category, values, (field) => ofSubject(field, row)) === 'all')
        past.add(row);
    }
  }
  return (row) => (past.has(row) ? undefined : assetOf(row));
}
