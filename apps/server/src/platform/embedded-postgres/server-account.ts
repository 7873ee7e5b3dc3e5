import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** The system account PostgreSQL runs as; it refuses to run as root, so root is exchanged for another one. */
export interface ServerAccount {
  readonly name: string;
  /** The ids given to the child process and its files; undefined when it runs as the caller does. */
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
  /** Turns a command into the one that runs it under this account. */
  readonly wrap: (command: Command) => Command;
}

interface PasswdEntry {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const asIs = (command: Command): Command => command;

/** Inside this namespace root appears as an ordinary user, and its files as that user's files. */
const inUserNamespace = ({ file, args }: Command): Command => ({
  file: 'unshare',
  args: ['--user', '--map-user=65534', '--map-group=65534', '--', file, ...args],
});

/** The existing account that root hands the server to: initdb looks the name up, so the uid must have one. */
export function pickUnprivileged(passwd: string): PasswdEntry | undefined {
  const entries = passwd.split('\n').flatMap((line): PasswdEntry[] => {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    return name !== '' && Number(uid) > 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
  return (
    ['postgres', 'nobody', 'daemon'].flatMap((name) => entries.filter((entry) => entry.name === name))[0] ??
    entries[0]
  );
}

/** Decides what PostgreSQL runs as: the caller, a named unprivileged account, or root seen through a user namespace. */
export function resolveServerAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return { name: userInfo().username, ids: undefined, wrap: asIs };
  const entry = pickUnprivileged(readFileSync('/etc/passwd', 'utf8'));
  if (entry && spawnSync('/bin/true', { uid: entry.uid, gid: entry.gid, cwd: '/' }).error === undefined) {
    return { name: entry.name, ids: { uid: entry.uid, gid: entry.gid }, wrap: asIs };
  }
  const probe = inUserNamespace({ file: '/bin/true', args: [] });
  if (spawnSync(probe.file, probe.args, { cwd: '/' }).status === 0) {
    return { name: 'root in a user namespace', ids: undefined, wrap: inUserNamespace };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL does not run as root and this root may become no other user; start Landfall as an ordinary user, or set DATABASE_URL.',
  );
}

/** Hands a file or directory to the account. */
export function giveTo(account: ServerAccount, path: string): void {
  if (account.ids) chownSync(path, account.ids.uid, account.ids.gid);
}

/** Whether the account can reach and execute (or enter) the path; false for anything under a closed home. */
export function canEnter(account: ServerAccount, path: string): boolean {
  if (!account.ids) return true;
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...account.ids, cwd: '/' }).status === 0;
}
