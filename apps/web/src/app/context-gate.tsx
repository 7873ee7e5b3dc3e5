import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { clientsQuery, engagementsQuery, meQuery } from '../api/context.ts';
import type { ContextAnswer, ContextClient } from '../api/entities.ts';
import {
  forgetSession,
  rememberedContext,
  setContext,
  type TenantContext,
  useSession,
} from '../api/session.ts';
import { ContextForm } from '../components/context-form.tsx';
import { EntryPage } from '../components/entry-page.tsx';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { FirstUse } from './first-use.tsx';
import { Shell } from './shell.tsx';

/** The pair to try first: the saved default, else the one this browser used last, else the only client. */
function preferredContext(me: ContextAnswer, clients: readonly ContextClient[]): Partial<TenantContext> {
  const { client_account_id: clientId, engagement_id: engagementId } = me.defaults;
  const candidates = [
    rememberedContext(),
    clientId !== null && engagementId !== null ? { clientAccountId: clientId, engagementId } : null,
  ];
  const known = candidates.find(
    (pair) => pair !== null && clients.some((one) => one.id === pair.clientAccountId),
  );
  if (known !== undefined && known !== null) return known;
  const only = clients[0];
  return clients.length === 1 && only !== undefined ? { clientAccountId: only.id } : {};
}

/** Opens the shell once a client and an engagement of this person are known. */
export function ContextGate() {
  const { context } = useSession();
  return context === null ? <ChooseContext /> : <Shell key={context.engagementId} />;
}

function Wait({ label }: { label: string }) {
  return (
    <Center h="100vh" role="status" aria-label={label}>
      <Loader />
    </Center>
  );
}

function ChooseContext() {
  const me = useQuery(meQuery(null));
  const clients = useQuery(clientsQuery);
  const failed = me.error ?? clients.error;
  if (failed !== null) {
    return (
      <EntryPage title="Your engagements could not be loaded" width={560}>
        <Stack>
          <ProblemAlert error={failed} onRetry={() => void Promise.all([me.refetch(), clients.refetch()])} />
          <Button variant="subtle" onClick={forgetSession}>
            Sign out
          </Button>
        </Stack>
      </EntryPage>
    );
  }
  if (me.data === undefined || clients.data === undefined) return <Wait label="Loading your engagements" />;
  const mayCreate = me.data.memberships.some((membership) => membership.role === 'platform_admin');
  if (clients.data.length === 0) return <FirstUse mayCreate={mayCreate} client={null} />;
  return (
    <ChooseEngagement
      preferred={preferredContext(me.data, clients.data)}
      clients={clients.data}
      mayCreate={mayCreate}
    />
  );
}

interface ChooseEngagementProps {
  readonly preferred: Partial<TenantContext>;
  readonly clients: readonly ContextClient[];
  readonly mayCreate: boolean;
}

/** Opens the preferred engagement, or the only one there is; undefined while it is unknown or there is a choice. */
function useAutomaticChoice(preferred: Partial<TenantContext>) {
  const engagements = useQuery(engagementsQuery(preferred.clientAccountId ?? null));
  const queryClient = useQueryClient();
  const items = engagements.data ?? [];
  const only = items.length === 1 ? items[0] : undefined;
  const chosen = items.find((one) => one.id === preferred.engagementId) ?? only;
  useEffect(() => {
    if (chosen === undefined) return;
    queryClient.removeQueries({ queryKey: ['me'] });
    setContext({ clientAccountId: chosen.client_account_id, engagementId: chosen.id });
  }, [chosen, queryClient]);
  const isWaiting = preferred.clientAccountId !== undefined && engagements.isPending;
  return { isOpening: chosen !== undefined || isWaiting, isEmpty: engagements.data?.length === 0 };
}

function ChooseEngagement({ preferred, clients, mayCreate }: ChooseEngagementProps) {
  const { isOpening, isEmpty } = useAutomaticChoice(preferred);
  if (isOpening) return <Wait label="Opening your engagement" />;
  const client = clients.length === 1 ? clients[0] : undefined;
  if (client !== undefined && isEmpty) return <FirstUse mayCreate={mayCreate} client={client} />;
  return (
    <EntryPage title="Where do you want to work?" width={480}>
      <Stack>
        <Text size="sm" c="dimmed">
          Everything you see belongs to one engagement. You can switch at any time in the top bar.
        </Text>
        <ContextForm current={null} applyLabel="Open" onApply={setContext} />
      </Stack>
    </EntryPage>
  );
}
