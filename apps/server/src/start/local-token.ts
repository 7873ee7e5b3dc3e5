import { asId, type UserId } from '@landfall/domain/shared/ids';
import { findInstallation } from '../features/access/installation.repository.ts';
import type { AccessTokens } from '../platform/access-token.ts';
import type { Db } from '../platform/db.ts';
import { StartError } from '../platform/start-error.ts';
import { inPlatformScope } from '../platform/tenant-scope.ts';

/** An access token of the platform administrator for commands on this machine; throws {@link StartError} without one. */
export async function localToken(db: Db, tokens: AccessTokens): Promise<string> {
  const admin = await localAdministrator(db);
  if (admin === undefined) throw new StartError('There is no active platform administrator.');
  return tokens.issue({ ...admin, isLocal: true });
}

/** The oldest active platform administrator, in whose name work on this machine is done. */
async function localAdministrator(db: Db): Promise<{ userId: UserId; tokenVersion: number } | undefined> {
  const admin = await inPlatformScope(db, { readOnly: true }, findInstallation);
  return admin === undefined ? undefined : { userId: asId(admin.userId), tokenVersion: admin.tokenVersion };
}
