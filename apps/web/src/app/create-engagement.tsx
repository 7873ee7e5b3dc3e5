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
  if (slug.length >= 2) return slug;
  // A name in another script leaves nothing over; its own number keeps two such names apart.
  const number = Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0, 7);
  return `n-${number.toString(36)}`;
}

interface NewEngagement {
  readonly clientName: string;
  readonly engagementName: string;
}

/** Creates what is missing and opens it; a client made before a refusal is kept for the second try. */
function useCreate(client: ContextClient | null, onClose: () => void) {
  const queryClient = useQueryClient();
  const [made, setMade] = useState<ContextClient | null>(client);
  const create = useCommand(
    async ({ clientName, engagementName }: NewEngagement, key) => {
      const newClient = { name: clientName, slug: slugOf(clientName) };
      const owner = made ?? (await createClientAccount(newClient, `${key}-client`));
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
  return { create, made };
}

/** Creates a client with its first engagement, or one more engagement of a client, and opens it. */
export function CreateEngagementDialog(props: {
  opened: boolean;
  client: ContextClient | null;
  onClose: () => void;
}) {
  const { opened, client, onClose } = props;
  const [clientName, setClientName] = useState('');
  const [engagementName, setEngagementName] = useState('');
  const { create, made } = useCreate(client, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ clientName: clientName.trim(), engagementName: engagementName.trim() });
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
            <NameField
              label="Client name"
              description="The organisation whose estate you look at."
              value={clientName}
              onChange={setClientName}
            />
          )}
          <NameField
            label="Engagement name"
            description="The project, for example “Data centre exit 2027”."
            value={engagementName}
            onChange={setEngagementName}
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

function NameField(props: {
  label: string;
  description: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { label, description, value, onChange } = props;
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={200}
      required
    />
  );
}
