import type { FastifyRequest } from 'fastify';
import { maySeeSensitiveData } from '../../platform/request-access.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { type HiddenColumns, hiddenOf, nothingHidden } from './hide-sensitive.ts';
import { readSensitiveColumns } from './imports.repository.ts';
import { requireImport } from './imports.service.ts';

/** Columns whose cells the caller may not see. */
export async function hiddenColumns(
  scope: TenantScope,
  request: FastifyRequest,
  importId: string,
): Promise<HiddenColumns> {
  if (maySeeSensitiveData(request)) return nothingHidden;
  const { category } = await requireImport(scope, importId);
  return hiddenOf(await readSensitiveColumns(scope, importId), category === 'sensitive_data');
}
