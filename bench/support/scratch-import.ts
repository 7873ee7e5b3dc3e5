/** A scratch database with imports whose rows are stored by the product's own code, for benchmarks. */
import { randomUUID } from 'node:crypto';
import { chmodSync, closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { asId, type ImportId, type TenantPair } from '@landfall/domain/shared/ids';
import { detectLayout } from '@landfall/domain/tabular/detect-layout';
import { type FileLayout, isRefused, type Refused, sampleBytes } from '@landfall/domain/tabular/file-layout';
import { Client } from 'pg';
import { type StoredRows, storeImport } from '../../apps/server/src/features/imports/store-import.service.ts';
import type { Db } from '../../apps/server/src/platform/db.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../apps/server/src/platform/embedded-postgres/embedded-postgres.ts';
import { readPieces } from '../../apps/server/src/platform/file-store.ts';
import { migrate } from '../../apps/server/src/platform/migrations.ts';
import { inTenantScope } from '../../apps/server/src/platform/tenant-scope.ts';

export interface ScratchDatabase {
  readonly urls: EmbeddedPostgres['urls'];
  /** Process id of the server, whose ended children are its connections. */
  readonly pid: () => number;
  stop(): Promise<void>;
}

/** Starts an embedded PostgreSQL in a temporary folder and migrates it; durable, as in production. */
export async function openScratchDatabase(): Promise<ScratchDatabase> {
  const dataDirectory = mkdtempSync('/tmp/landfall-bench-');
  chmodSync(dataDirectory, 0o755);
  const server = await startEmbeddedPostgres({ dataDirectory });
  await migrate(server.urls.owner);
  return {
    urls: server.urls,
    pid: server.pid,
    async stop() {
      await server.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** How a file on disk is laid out, or why the product refuses it. */
export function detectFile(path: string): FileLayout | Refused {
  const { size } = statSync(path);
  const bytes = new Uint8Array(Math.min(size, sampleBytes));
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return detectLayout({ bytes, isWhole: size === bytes.length });
}

/** {@link detectFile} of a file the product takes. */
export function layoutOf(path: string): FileLayout {
  const layout = detectFile(path);
  if (isRefused(layout)) throw new Error(`${path}: ${layout.refused.detail}`);
  return layout;
}

export interface ScratchImport {
  readonly tenant: TenantPair;
  readonly importId: ImportId;
  readonly path: string;
  readonly layout: FileLayout;
}

/** An import of a file on disk in a tenant of its own, without a flow. */
export async function createScratchImport(
  adminUrl: string,
  path: string,
  sha256: string,
): Promise<ScratchImport> {
  const layout = layoutOf(path);
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  const insert = async (text: string, values: unknown[]): Promise<string> => {
    const { rows } = await admin.query<{ id: string }>(`${text} returning id`, values);
    return rows[0]?.id ?? '';
  };
  // The links between import and flow are not what is measured here.
  await admin.query('set session_replication_role = replica');
  const slug = `bench-${randomUUID()}`;
  const client = await insert('insert into client_accounts (name, slug) values ($1, $1)', [slug]);
  const engagement = await insert(
    'insert into engagements (client_account_id, name, slug) values ($1, $2, $2)',
    [client, slug],
  );
  const importId = await insert(
    `insert into data_imports (client_account_id, engagement_id, flow_id, import_category, import_name, imported_by)
     values ($1, $2, new_id(), 'cmdb_export', 'bench', new_id())`,
    [client, engagement],
  );
  await insert(
    `insert into import_files (client_account_id, engagement_id, data_import_id, kind, revision, file_name, storage_key, sha256,
       size_bytes, format, encoding, dialect) values ($1, $2, $3, 'original', 0, 'bench', $4, $5, $6, 'delimited_text', 'utf-8', $7)`,
    [client, engagement, importId, slug, sha256, statSync(path).size, JSON.stringify(layout)],
  );
  await admin.end();
  return {
    tenant: { clientAccountId: asId(client), engagementId: asId(engagement) },
    importId: asId(importId),
    path,
    layout,
  };
}

/** Stores and profiles the file with the product's code, each batch in a transaction of its own. */
export async function storeScratchImport(
  db: Db,
  { tenant, importId, path }: ScratchImport,
): Promise<StoredRows> {
  const files = {
    size: async () => statSync(path).size,
    open: () => open(path, 'r'),
    pieces: () => readPieces(path),
  };
  const result = await storeImport(
    { files, maxRows: 5_000_000 },
    {
      flowId: asId('bench'),
      importId,
      runId: asId('bench'),
      signal: new AbortController().signal,
      batch: (_progress, work) => inTenantScope(db, tenant, work),
      read: (work) => inTenantScope(db, { ...tenant, readOnly: true }, work),
    },
  );
  if (result.kind === 'failed') throw new Error(result.detail);
  return result;
}
