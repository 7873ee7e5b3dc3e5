import { Button, Group, Popover, Text, UnstyledButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { clientsQuery, engagementsQuery, meQuery, saveDefaults } from '../api/context.ts';
import { setContext, type TenantContext, useSession } from '../api/session.ts';
import { useGo } from '../components/app-link.tsx';
import { ContextForm } from '../components/context-form.tsx';
import { CreateEngagementDialog } from './create-engagement.tsx';

/** The page of another engagement is the same page without the old engagement's ids. */
function withoutIds(pathname: string): string {
  const kept = pathname.split('/').filter((part) => !/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(part));
  return kept.join('/') || '/';
}

function useSwitchContext(): (context: TenantContext) => Promise<void> {
  const queryClient = useQueryClient();
  const { pathname } = useLocation();
  const go = useGo();
  return async (context) => {
    await queryClient.cancelQueries();
    go(withoutIds(pathname));
    setContext(context);
    queryClient.clear();
    notifications.show({ message: 'You now work in another engagement.' });
    // A default that cannot be saved only costs one more choice at the next sign-in.
    await saveDefaults(context.clientAccountId, context.engagementId).catch(() => undefined);
  };
}

/** Names of the pair the pages are for; dots until they are loaded. */
function useContextNames(context: TenantContext | null): string {
  const clients = useQuery(clientsQuery);
  const engagements = useQuery(engagementsQuery(context?.clientAccountId ?? null));
  const client = clients.data?.find((one) => one.id === context?.clientAccountId);
  const engagement = engagements.data?.find((one) => one.id === context?.engagementId);
  return `${client?.name ?? '…'} / ${engagement?.name ?? '…'}`;
}

export function ContextSwitcher() {
  const { context } = useSession();
  const [opened, setOpened] = useState(false);
  const [creating, setCreating] = useState(false);
  const switchTo = useSwitchContext();
  const names = useContextNames(context);
  const startCreating = () => {
    setOpened(false);
    setCreating(true);
  };
  return (
    <nav aria-label="Client and engagement" style={{ minWidth: 0 }}>
      <Popover opened={opened} onChange={setOpened} width={320} position="bottom-start" trapFocus shadow="md">
        <Popover.Target>
          <UnstyledButton
            className="tag context-button"
            data-tone="info"
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <span className="visually-hidden">Switch client and engagement. Now: </span>
            <span className="cut">{names}</span>
            <IconChevronDown size={14} aria-hidden="true" style={{ flex: 'none' }} />
          </UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown aria-label="Switch client and engagement">
          <ContextForm
            key={context?.engagementId}
            current={context}
            applyLabel="Apply"
            onApply={(next) => {
              setOpened(false);
              void switchTo(next);
            }}
          />
          <NewClientLine context={context} onCreate={startCreating} />
        </Popover.Dropdown>
      </Popover>
      <CreateEngagementDialog opened={creating} client={null} onClose={() => setCreating(false)} />
    </nav>
  );
}

function NewClientLine({ context, onCreate }: { context: TenantContext | null; onCreate: () => void }) {
  const me = useQuery(meQuery(context?.engagementId ?? null));
  if (me.data?.memberships.some((one) => one.role === 'platform_admin') !== true) return null;
  return (
    <Group justify="space-between" mt="sm">
      <Text size="xs" c="dimmed">
        Something new?
      </Text>
      <Button size="xs" variant="subtle" leftSection={<IconPlus size={14} />} onClick={onCreate}>
        New client
      </Button>
    </Group>
  );
}
