import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ApiToken } from '../../api/entities.ts';
import { apiTokensQuery, createApiToken, revokeApiToken } from '../../api/profile.ts';
import { useCommand } from '../../api/use-command.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { OneTimeSecret } from '../../components/one-time-secret.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatTime } from '../../texts/format.ts';

const day = 24 * 60 * 60 * 1000;
const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
];

/** Tokens for programs that act as the person, in the open client. */
export function ApiTokens() {
  const queryClient = useQueryClient();
  const tokens = useQuery(apiTokensQuery);
  const refresh = () => queryClient.invalidateQueries({ queryKey: apiTokensQuery.queryKey });
  const create = useCommand(
    ({ name, days }: { name: string; days: number }) =>
      createApiToken(name, new Date(Date.now() + days * day).toISOString()),
    { onSuccess: refresh },
  );
  const revoke = useCommand((id: string) => revokeApiToken(id), { onSuccess: refresh });
  const failed = create.error ?? revoke.error;
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        A program that sends a token acts as you, in this client only. The command line takes it as{' '}
        <span className="mono">--token</span>.
      </Text>
      {failed !== null && <ProblemAlert error={failed} />}
      {create.data !== undefined && (
        <OneTimeSecret label={`The token “${create.data.api_token.name}”`} secret={create.data.token} />
      )}
      <NewToken pending={create.isPending} onCreate={(name, days) => create.mutate({ name, days })} />
      <QueryView query={tokens} label="API tokens" rows={2}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState title="No token yet">Make one when a program needs to use Landfall.</EmptyState>
          ) : (
            <TokenTable tokens={items} pending={revoke.isPending} onRevoke={(id) => revoke.mutate(id)} />
          )
        }
      </QueryView>
    </Stack>
  );
}

function NewToken({
  pending,
  onCreate,
}: {
  pending: boolean;
  onCreate: (name: string, days: number) => void;
}) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('30');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCreate(name.trim(), Number(days));
    setName('');
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label="What the token is for"
          placeholder="Nightly import"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={200}
          w={320}
          maw="100%"
          required
        />
        <NativeSelect
          label="Good for"
          data={lifetimes}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={pending}>
          Make a token
        </Button>
      </Group>
    </form>
  );
}

function stateOf(token: ApiToken): 'Good' | 'Revoked' | 'Expired' {
  if (token.revoked_at !== null) return 'Revoked';
  return Date.parse(token.expires_at) < Date.now() ? 'Expired' : 'Good';
}

function TokenTable(props: {
  tokens: readonly ApiToken[];
  pending: boolean;
  onRevoke: (id: string) => void;
}) {
  return (
    <TableCard label="List of API tokens" heads={['For', 'State', 'Made', 'Expires', { spoken: 'Revoke' }]}>
      {props.tokens.map((token) => {
        const state = stateOf(token);
        return (
          <tr key={token.id}>
            <td>{token.name}</td>
            <td>
              <Tag tone={state === 'Good' ? 'good' : 'plain'}>{state}</Tag>
            </td>
            <td>{formatTime(token.created_at)}</td>
            <td>{formatTime(token.expires_at)}</td>
            <td>
              {state === 'Good' && (
                <Button
                  size="xs"
                  variant="default"
                  disabled={props.pending}
                  onClick={() => props.onRevoke(token.id)}
                >
                  Revoke
                </Button>
              )}
            </td>
          </tr>
        );
      })}
    </TableCard>
  );
}
