/** `npm start`: installs and builds what is missing, then starts Landfall in this process. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, requireNode, root } from './prepare.mjs';

requireNode();
ensureInstalled();
ensureBuilt();
const { run } = await import(pathToFileURL(join(root, 'dist/landfall.mjs')).href);
await run(['start', ...process.argv.slice(2)]);
