import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { GrantBody, User } from './entities.ts';
import type { TenantContext } from './session.ts';

const usersKey = ['admin-users'];

/** People of the clients the caller administers, oldest first. */
export function usersQuery(cursor: string | undefined) {
  return queryOptions({
    queryKey: [...usersKey, cursor],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/admin/users', {
          params: { query: { limit: 50, ...(cursor !== undefined && { cursor }) } },
          signal,
        }),
      ),
  });
}

/** What people may do in the open client, and where. */
export function membershipsQuery({ clientAccountId }: TenantContext) {
  return queryOptions({
    queryKey: ['admin-memberships', clientAccountId],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/admin/memberships', {
          params: { query: { limit: 500, client_account_id: clientAccountId } },
          signal,
        }),
      ),
    select: (answer) => answer.items,
  });
}

/** Makes a person with a role in the open engagement; answers the one-time password, which is said once. */
export async function addPerson(
  person: { email: string; display_name: string },
  grant: Omit<GrantBody, 'user_id'>,
): Promise<{ user: User; one_time_password: string }> {
  const made = await body(client.POST('/api/v1/admin/users', { body: person }));
  await body(client.POST('/api/v1/admin/memberships', { body: { ...grant, user_id: made.user.id } }));
  return made;
}

export function resetPassword(userId: string) {
  return body(client.POST('/api/v1/admin/users/{id}/password-reset', { params: { path: { id: userId } } }));
}

export function setUserStatus(userId: string, status: 'active' | 'suspended') {
  return body(
    client.PATCH('/api/v1/admin/users/{id}', { params: { path: { id: userId } }, body: { status } }),
  );
}
