import { signOutOnServer } from '../api/context.ts';
import { forgetSession } from '../api/session.ts';

/** Ends the session on the server when it can be reached, and in this tab in any case. */
export async function signOut(): Promise<void> {
  await signOutOnServer().catch(() => undefined);
  forgetSession();
}
