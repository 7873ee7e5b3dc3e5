import type { FastifyRequest } from 'fastify';
import { maySeeSensitiveData } from '../../platform/request-access.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { importIsSensitive } from './imports.errors.ts';
import { requireImport } from './imports.service.ts';

/** Throws 404 for an absent import, and 403 for a register of sensitive data to somebody who may not see its values. */
export async function requireSight(
  scope: TenantScope,
  request: FastifyRequest,
  importId: string,
): Promise<void> {
  const { category } = await requireImport(scope, importId);
  if (category === 'sensitive_data' && !maySeeSensitiveData(request)) throw importIsSensitive();
}
