import createClient from 'openapi-fetch';
import { errorOfAnswer, unreachable } from './api-error.ts';
import type { paths } from './api-types.ts';
import { markAsOwn } from './own-requests.ts';
import { currentAccessToken, forgetSession, renewSession, sessionState } from './session.ts';

/** Headers that say who asks and for which engagement; the server checks each against the membership. */
export async function identityHeaders(): Promise<Headers> {
  const headers = new Headers();
  const token = await currentAccessToken();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  const { context, user } = sessionState();
  if (user !== null) headers.set('x-user-id', user.id);
  if (context !== null) {
    headers.set('x-client-account-id', context.clientAccountId);
    headers.set('x-engagement-id', context.engagementId);
  }
  return headers;
}

async function send(request: Request): Promise<Response> {
  for (const [name, value] of await identityHeaders()) request.headers.set(name, value);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unreachable(error);
  }
}

/** A wrong password in a form is also a 401, but says nothing about the token. */
async function tokenWasRefused(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const code = typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : null;
  return code !== 'invalid_credentials';
}

/** Sends a request as the signed-in user; a token that the server no longer takes is renewed once. */
async function sendAsUser(request: Request): Promise<Response> {
  markAsOwn(request);
  const again = request.clone();
  const response = await send(request);
  if (!(await tokenWasRefused(response))) return response;
  if (!(await renewSession())) return response;
  const second = await send(again);
  if (second.status === 401) forgetSession();
  return second;
}

export const client = createClient<paths>({ baseUrl: globalThis.location.origin, fetch: sendAsUser });

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The body of a success, or the server's problem thrown as an ApiError. */
export async function body<Data>(request: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await request;
  if (!response.ok) throw errorOfAnswer(response.status, error);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a success without a body is typed as undefined data
  return data as Data;
}
