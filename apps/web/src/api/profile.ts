import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';

export const sessionsQuery = queryOptions({
  queryKey: ['own-sessions'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/auth/sessions', { signal })),
  select: (answer) => answer.items,
});

export function endSession(id: string) {
  return body(client.DELETE('/api/v1/auth/sessions/{id}', { params: { path: { id } } }));
}

export function renameSelf(displayName: string) {
  return body(client.PATCH('/api/v1/context/me', { body: { display_name: displayName } }));
}

export const apiTokensQuery = queryOptions({
  queryKey: ['api-tokens'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/api-tokens', { signal })),
  select: (answer) => answer.items,
});

/** Makes a token for a program; it is shown once. */
export function createApiToken(name: string, expiresAt: string) {
  return body(client.POST('/api/v1/api-tokens', { body: { name, expires_at: expiresAt } }));
}

export function revokeApiToken(id: string) {
  return body(client.DELETE('/api/v1/api-tokens/{id}', { params: { path: { id } } }));
}
