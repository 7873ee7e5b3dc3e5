import type { TenantScope } from '../../platform/tenant-scope.ts';
import { countPending } from './conflicts.repository.ts';
import { PreviewHash, sumCounts } from './preview.service.ts';
import { readCounts, readResults } from './row-results.repository.ts';

/** What the gate of a preview is about. */
interface PreviewMatter {
  readonly subject: Readonly<Record<string, number | string>>;
  readonly subjectHash: string;
}

/** The preview as it is stored: its rows by action, with the hash its phase gives it. */
export async function previewMatter(scope: TenantScope, importId: string): Promise<PreviewMatter> {
  const counts = await readCounts(scope, importId);
  const { edge, ...actions } = sumCounts(counts.map((block) => block.actions));
  const hash = new PreviewHash();
  for (const block of counts) {
    const rows = { first: block.firstRow, last: block.firstRow };
    const [results] = await readResults(scope, importId, rows);
    if (results !== undefined) hash.add({ ...results, counts: { actions: block.actions } });
  }
  const subject = {
    source_rows: counts.reduce((sum, { rowCount }) => sum + rowCount, 0),
    ...actions,
    ...(edge === undefined ? {} : { connect: edge }),
    conflicts: await countPending(scope, importId),
    data_import_id: importId,
  };
  return { subject, subjectHash: hash.value };
}
