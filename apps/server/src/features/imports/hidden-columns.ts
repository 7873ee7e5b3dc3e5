import type { FastifyRequest } from 'fastify';
import { maySeeSensitiveData } from '../../platform/request-access.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type HiddenColumns, hiddenOf, nothingHidden } from './hide-sensitive.ts';
import { readSensitiveColumns } from './imports.repository.ts';
import { requireImport } from './imports.service.ts';

/** Columns whose cells the caller may not see. */
export function hiddenColumns(
  scope: TenantScope,
  request: FastifyRequest,
  importId: string,
): Promise<HiddenColumns> {
  return columnsHidden(scope, { importId, maySee: maySeeSensitiveData(request) });
}

/** Columns whose cells somebody may not see who may see sensitive data or not. */
export async function columnsHidden(
  scope: TenantScope,
  { importId, maySee }: { readonly importId: string; readonly maySee: boolean },
): Promise<HiddenColumns> {
  if (maySee) return nothingHidden;
  const { category } = await requireImport(scope, importId);
  return hiddenOf(await readSensitiveColumns(scope, importId), category === 'sensitive_data');
}
