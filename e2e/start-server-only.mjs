/** Serves API and web application on a free port, without a worker. Runs under tsx, because no command does that. */
import { startLandfall } from '../apps/server/src/main.ts';

const landfall = await startLandfall({
  dataDirectory: process.argv[2],
  port: 0,
  role: 'api',
  demo: true,
  logLevel: 'error',
});
process.stdout.write(`url ${landfall.url} password ${landfall.adminCredentials?.password}\n`);
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void landfall.close().then(() => process.exit(0)));
}
