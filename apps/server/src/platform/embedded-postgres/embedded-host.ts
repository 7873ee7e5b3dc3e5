import type { Binaries } from './binaries.ts';
import type { Locations } from './data-directory.ts';
import type { ServerAccount } from './server-account.ts';
import type { ServerSettings } from './server-settings.ts';

/** Everything about this machine and data directory that starting a server needs; fixed while the process lives. */
export interface EmbeddedHost {
  readonly account: ServerAccount;
  readonly binaries: Binaries;
  readonly locations: Locations;
  readonly settings: ServerSettings;
  /** A cluster for tests, which may lose everything with the machine. */
  readonly isDisposable: boolean;
}
