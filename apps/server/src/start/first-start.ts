import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, createEngagement } from '../features/access/admin.service.ts';
import {
  findInstallation,
  holdInstallation,
  insertPlatformAdmin,
  isFreshPlatform,
} from '../features/access/installation.repository.ts';
import { storeDefaults } from '../features/access/access.repository.ts';
import { generatePassword, hashPassword, passwordFits } from '../features/access/passwords.ts';
import type { Db } from '../platform/db.ts';
import { appendPlatformAudit } from '../platform/audit.ts';
import { inActorScope, inPlatformScope, type PersonActor } from '../platform/tenant-scope.ts';

/** What a person signs in with for the first time. */
export interface AdminCredentials {
  readonly email: string;
  readonly password: string;
}

const ADMIN_EMAIL = 'admin@landfall.local';
const PASSWORD_FILE = 'first-password';

/**
 * Makes the platform administrator at the first start. The generated password is kept beside the keys until it is
 * changed, so that a start whose output was lost can be repeated; after that nobody can look it up.
 */
export async function ensureAdministrator(
  db: Db,
  secretsDirectory: string,
): Promise<AdminCredentials | undefined> {
  const path = join(secretsDirectory, PASSWORD_FILE);
  if ((await inPlatformScope(db, { readOnly: true }, findInstallation)) !== undefined) {
    return firstCredentials(db, path);
  }
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const isMade = await inPlatformScope(db, { actor: { userId: null, kind: 'installer' } }, async (scope) => {
    await holdInstallation(scope);
    if ((await findInstallation(scope)) !== undefined) return false;
    // Written first: an administrator whose password nobody ever saw could not be replaced.
    writeFileSync(path, `${password}\n`, { mode: 0o600 });
    await insertPlatformAdmin(scope, { email: ADMIN_EMAIL, displayName: 'Administrator', passwordHash });
    const made = await findInstallation(scope);
    const details = { user_id: made?.userId, role: 'platform_admin' };
    await appendPlatformAudit(scope, { action: 'membership.grant', resourceType: 'membership', details });
    return true;
  });
  if (isMade) return { email: ADMIN_EMAIL, password };
  return firstCredentials(db, path);
}

async function firstCredentials(db: Db, path: string): Promise<AdminCredentials | undefined> {
  if (!existsSync(path)) return undefined;
  const admin = await inPlatformScope(db, { readOnly: true }, findInstallation);
  const password = readFileSync(path, 'utf8').trim();
  // A reset gives the administrator another one-time password, which is not the one in the file.
  if (admin?.mustChangePassword === true && (await passwordFits(admin.passwordHash, password))) {
    return { email: admin.email, password };
  }
  rmSync(path);
  return undefined;
}

/** Makes a client and an engagement to look around in, unless the platform has clients already. */
export async function ensureDemo(db: Db): Promise<void> {
  const admin = await inPlatformScope(db, { readOnly: true }, findInstallation);
  if (admin === undefined || !(await inPlatformScope(db, { readOnly: true }, isFreshPlatform))) return;
  const actor: PersonActor = { userId: admin.userId, kind: 'user' };
  const grants = [
    {
      role: 'platform_admin',
      clientAccountId: null,
      engagementId: null,
      canAccessSensitiveData: false,
    } as const,
  ];
  const client = await createClient(db, { actor }, { name: 'Sample Client', slug: 'sample' });
  const engagement = await createEngagement(
    db,
    { actor, grants },
    { client_account_id: client.id, name: 'Sample Engagement', slug: 'sample' },
  );
  await inActorScope(db, { actor }, (scope) =>
    storeDefaults(scope, { client_account_id: client.id, engagement_id: engagement.id }),
  );
}
