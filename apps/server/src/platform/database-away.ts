import { sqlState } from './tenant-scope.ts';

const lostConnection = /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT)$/;
const wordsOfDriver =
  /Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error/;
const otherWords =
  /\b(connect|read|write) (ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT)\b|the database system is |terminating connection (due to (administrator command|unexpected postmaster exit)|because of crash)/;

/** True for an error that says the database is not there now; the work can go on when it is back. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (lostConnection.test(sqlState(error))) return true;
  return wordsOfDriver.test(error.message);
}

/** The same of the text of an error, where that is all there is. */
export function saysDatabaseAway(text: string): boolean {
  return wordsOfDriver.test(text) || otherWords.test(text);
}
