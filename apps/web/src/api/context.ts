import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';

/** The signed-in user with memberships, the checked context and its rights. */
export function meQuery(engagementId: string | null) {
  return queryOptions({
    queryKey: ['me', engagementId],
    queryFn: ({ signal }) => body(client.GET('/api/v1/context/me', { signal })),
    staleTime: 60_000,
  });
}

export const clientsQuery = queryOptions({
  queryKey: ['context-clients'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/context/clients', { signal })),
  select: (answer) => answer.items,
});

export function engagementsQuery(clientAccountId: string | null) {
  return queryOptions({
    queryKey: ['context-engagements', clientAccountId],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/context/clients/{id}/engagements', {
          params: { path: { id: clientAccountId ?? '' } },
          signal,
        }),
      ),
    enabled: clientAccountId !== null,
    select: (answer) => answer.items,
  });
}

export function saveDefaults(clientAccountId: string, engagementId: string) {
  return body(
    client.PUT('/api/v1/context/me/defaults', {
      body: { client_account_id: clientAccountId, engagement_id: engagementId },
    }),
  );
}

export function createClientAccount(account: { name: string; slug: string }, key: string) {
  return body(client.POST('/api/v1/admin/clients', { body: account, headers: { 'idempotency-key': key } }));
}

export function createEngagement(
  engagement: { client_account_id: string; name: string; slug: string },
  key: string,
) {
  return body(
    client.POST('/api/v1/admin/engagements', {
      body: engagement,
      headers: { 'idempotency-key': key },
    }),
  );
}

export function changePassword(currentPassword: string, newPassword: string) {
  return body(
    client.POST('/api/v1/auth/password/change', {
      body: { current_password: currentPassword, new_password: newPassword },
    }),
  );
}

export function signOutOnServer() {
  return body(client.POST('/api/v1/auth/logout'));
}
