import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/**
 * Names the program that runs: what one program made of some bytes, the same program makes of them again. A bundle is
 * known by the content of its files and the version of Node.js; a source tree, which may change while it runs, by the
 * process alone.
 */
export function programIdentity(): string {
  known ??= import.meta.url.endsWith('.ts')
    ? randomUUID()
    : contentOf(dirname(fileURLToPath(import.meta.url)));
  return known;
}

function contentOf(folder: string): string {
  const hash = createHash('sha256').update(process.version);
  const programs = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  for (const name of programs.toSorted()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}
