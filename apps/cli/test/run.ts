/** The command line from its sources, for tests that start it as a process of its own. */
import { run } from '../src/main.ts';

await run(process.argv.slice(2));
