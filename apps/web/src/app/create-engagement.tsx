import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { createClientAccount, createEngagement } from '../api/context.ts';
import type { ContextClient } from '../api/entities.ts';
import { setContext } from '../api/session.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';

/** A name as the short form used in addresses: `ACME Corp.` becomes `acme-corp`. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug.length >= 2 ? slug : `c-${slug}`.replace(/-$/, '1');
}

/** Creates a client with its first engagement, or one more engagement of a client, and opens it. */
export function CreateEngagementDialog(props: {
  opened: boolean;
  client: ContextClient | null;
  onClose: () => void;
}) {
  const { opened, client, onClose } = props;
  const queryClient = useQueryClient();
  const [clientName, setClientName] = useState('');
  const [engagementName, setEngagementName] = useState('');
  // A client made before the engagement was refused is kept, so that a second try does not make another one.
  const [made, setMade] = useState<ContextClient | null>(client);
  const create = useCommand(
    async (_: undefined, key) => {
      const owner =
        made ?? (await createClientAccount({ name: clientName, slug: slugOf(clientName) }, `${key}-client`));
      setMade(owner);
      const engagement = { client_account_id: owner.id, name: engagementName, slug: slugOf(engagementName) };
      return createEngagement(engagement, key);
    },
    {
      onSuccess: async (engagement) => {
        await queryClient.cancelQueries();
        queryClient.clear();
        onClose();
        setContext({ clientAccountId: engagement.client_account_id, engagementId: engagement.id });
      },
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(undefined);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={made === null ? 'New client' : `New engagement for ${made.name}`}
    >
      <form onSubmit={submit}>
        <Stack>
          {create.error !== null && <ProblemAlert error={create.error} />}
          {made === null && (
            <TextInput
              label="Client name"
              description="The organisation whose estate you look at."
              value={clientName}
              onChange={(event) => setClientName(event.currentTarget.value)}
              maxLength={200}
              required
              data-autofocus
            />
          )}
          <TextInput
            label="Engagement name"
            description="The project, for example “Data centre exit 2027”."
            value={engagementName}
            onChange={(event) => setEngagementName(event.currentTarget.value)}
            maxLength={200}
            required
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending}>
              Create and open
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
