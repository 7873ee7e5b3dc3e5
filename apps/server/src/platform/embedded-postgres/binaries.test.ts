import { existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { hydrateSymlinks, packagedDirectory } from './binaries.ts';

test('a platform without a package gets one sentence that names the way out', async () => {
  await expect(packagedDirectory('sunos', 'sparc')).rejects.toThrow(
    /^There is no embedded PostgreSQL for sunos-sparc .*; set DATABASE_URL to a PostgreSQL 15 or newer instead\.$/,
  );
});

test('makes the library links that npm leaves out with --ignore-scripts, and only once', () => {
  const home = mkdtempSync(join(tmpdir(), 'landfall-links-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const native = join(home, 'native');
  mkdirSync(join(native, 'lib'), { recursive: true });
  writeFileSync(join(native, 'lib/libx.so.1.2'), 'library');
  const links = [{ source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' }];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));

  hydrateSymlinks(native);
  hydrateSymlinks(native);

  expect(readlinkSync(join(native, 'lib/libx.so.1'))).toBe('libx.so.1.2');
  expect(existsSync(join(native, 'lib/libx.so.1'))).toBe(true);
});
