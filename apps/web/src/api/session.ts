import { useSyncExternalStore } from 'react';
import { ApiError, errorOfAnswer, unreachable } from './api-error.ts';
import type { TokenAnswer, User } from './entities.ts';

/** The tenant pair every request of a page is made for. */
export interface TenantContext {
  readonly clientAccountId: string;
  readonly engagementId: string;
}

export interface SessionState {
  readonly status: 'restoring' | 'signed_out' | 'signed_in';
  readonly user: User | null;
  readonly context: TenantContext | null;
}

const refreshKey = 'landfall-refresh-token';
const contextKey = 'landfall-context';
/** An access token with less than this left is renewed before it is used, in milliseconds. */
const renewBefore = 30_000;

let state: SessionState = { status: 'restoring', user: null, context: null };
let accessToken: string | null = null;
let accessExpiresAt = 0;
let renewal: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

function change(next: Partial<SessionState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function sessionState(): SessionState {
  return state;
}

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, sessionState);
}

function accept(answer: TokenAnswer): void {
  accessToken = answer.access_token;
  accessExpiresAt = Date.now() + answer.expires_in * 1000;
  sessionStorage.setItem(refreshKey, answer.refresh_token);
  change({ status: 'signed_in', user: answer.user });
}

/** Shows the signed-in person as the server now has them. */
export function replaceUser(user: User): void {
  change({ user });
}

/** Forgets the tokens and the user; the last context stays as a hint for the next sign-in. */
export function forgetSession(): void {
  accessToken = null;
  accessExpiresAt = 0;
  sessionStorage.removeItem(refreshKey);
  change({ status: 'signed_out', user: null, context: null });
}

async function postTokens(path: string, body: unknown): Promise<TokenAnswer> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw errorOfAnswer(response.status, answer);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where a token answer enters; its route is typed by the contract
  return answer as TokenAnswer;
}

export async function signIn(email: string, password: string): Promise<void> {
  accept(await postTokens('/api/v1/auth/login', { email, password }));
}

async function renew(): Promise<boolean> {
  const refreshToken = sessionStorage.getItem(refreshKey);
  if (refreshToken === null) return false;
  try {
    accept(await postTokens('/api/v1/auth/refresh', { refresh_token: refreshToken }));
    return true;
  } catch (error) {
    // Only a refusal ends the session; a server that restarts must not sign anybody out.
    if (error instanceof ApiError && error.status !== 401) throw error;
    forgetSession();
    return false;
  }
}

/** Exchanges the refresh token once, however many requests ask at the same moment. */
export function renewSession(): Promise<boolean> {
  renewal ??= renew().finally(() => {
    renewal = null;
  });
  return renewal;
}

/** The bearer token of the next request, renewed when it is about to expire; null when nobody is signed in. */
export async function currentAccessToken(): Promise<string | null> {
  if (accessToken !== null && Date.now() < accessExpiresAt - renewBefore) return accessToken;
  await renewSession();
  return accessToken;
}

/** Picks up the session of this tab after a reload; ends in `signed_in` or `signed_out`. */
export async function restoreSession(): Promise<void> {
  try {
    if (!(await renewSession())) change({ status: 'signed_out' });
  } catch {
    change({ status: 'signed_out' });
  }
}

export function setContext(context: TenantContext | null): void {
  if (context !== null) localStorage.setItem(contextKey, JSON.stringify(context));
  change({ context });
}

/** The context this browser used last: a hint only, checked against the server's list before use. */
export function rememberedContext(): TenantContext | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(contextKey) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return null;
    if (!('clientAccountId' in stored) || !('engagementId' in stored)) return null;
    const { clientAccountId, engagementId } = stored;
    if (typeof clientAccountId !== 'string' || typeof engagementId !== 'string') return null;
    return { clientAccountId, engagementId };
  } catch {
    return null;
  }
}
