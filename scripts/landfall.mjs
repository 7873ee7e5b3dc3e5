#!/usr/bin/env node
/** `npx landfall`: installs and builds what is missing, then runs the command line. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, ensureInstalled, requireNode, root } from './prepare.mjs';

requireNode();
ensureInstalled();
ensureBuilt();
const { run } = await import(pathToFileURL(join(root, 'dist/landfall.mjs')).href);
await run(process.argv.slice(2));
