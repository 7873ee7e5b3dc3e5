import { type ConfigOverrides, loadConfig } from './platform/config.ts';
import { openDatabaseServer } from './platform/database-server.ts';
import { createPools } from './platform/db.ts';
import { loadSigningKey } from './platform/signing-key.ts';
import { localToken } from './start/local-token.ts';
import { secretsFrom, secretsIn } from './start/secrets.ts';
import { readServerFile } from './start/server-file.ts';

/** A Landfall that runs in another process on the same data directory. */
export interface RunningLandfall {
  readonly url: string;
  localToken(): Promise<string>;
}

/**
 * Finds the server that runs on a data directory, if one does. Its token is made from the key in that directory,
 * so whoever can read the key can work as the administrator, and nobody else.
 */
export function findRunningLandfall(overrides: ConfigOverrides = {}): RunningLandfall | undefined {
  const config = loadConfig(overrides);
  const running = readServerFile(config.dataDirectory);
  if (running === undefined) return undefined;
  return {
    url: running.url,
    async localToken() {
      const { tokens } = secretsFrom(loadSigningKey(secretsIn(config)));
      const database = await openDatabaseServer(config);
      const db = createPools({ appUrl: database.appUrl, max: 1 });
      try {
        return await localToken(db, tokens);
      } finally {
        await db.close();
        await database.stop();
      }
    },
  };
}
