import type { ImportId } from '@landfall/domain/shared/ids';
import type { FileStore } from '../../platform/file-store.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import { findSourceFile, lastStoredRow } from './import-store.repository.ts';

/** Whether an import can be done again: its rows are stored, or the file they came from is still there. */
export async function rawDataExists(
  files: Pick<FileStore, 'size'>,
  scope: TenantScope,
  importId: ImportId,
): Promise<boolean> {
  if ((await lastStoredRow(scope, importId)) > 0) return true;
  const file = await findSourceFile(scope, importId);
  return file !== undefined && (await isThere(files, file.storageKey));
}

async function isThere(files: Pick<FileStore, 'size'>, storageKey: string): Promise<boolean> {
  try {
    await files.size(storageKey);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
