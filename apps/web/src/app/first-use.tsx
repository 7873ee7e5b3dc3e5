import { Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ContextClient } from '../api/entities.ts';
import { EntryPage } from '../components/entry-page.tsx';
import { CreateEngagementDialog } from './create-engagement.tsx';
import { signOut } from './sign-out.ts';

/** What to do when there is nothing to work in yet. */
export function FirstUse({ mayCreate, client }: { mayCreate: boolean; client: ContextClient | null }) {
  const [open, setOpen] = useState(false);
  return (
    <EntryPage title="Welcome to Landfall" width={560}>
      <Stack>
        <Text>
          Landfall turns inventory files into one inventory you can trust. Work is kept apart by <b>client</b>{' '}
          and <b>engagement</b>: a client is the organisation whose estate you look at, an engagement is one
          project for it.
        </Text>
        {mayCreate ? (
          <>
            <ol style={{ margin: 0, paddingLeft: 20, lineHeight: 1.8 }}>
              <li>
                Create the first {client === null ? 'client and engagement' : `engagement for ${client.name}`}
                .
              </li>
              <li>Upload an export of your CMDB or asset register.</li>
              <li>Check the proposed mapping, approve the preview, and the inventory is there.</li>
            </ol>
            <Button onClick={() => setOpen(true)}>
              {client === null ? 'Create client and engagement' : 'Create engagement'}
            </Button>
          </>
        ) : (
          <Text>
            You are not a member of any engagement yet. Ask an administrator to add you; this page opens your
            work as soon as that is done.
          </Text>
        )}
        <Button variant="subtle" onClick={() => void signOut()}>
          Sign out
        </Button>
      </Stack>
      <CreateEngagementDialog opened={open} client={client} onClose={() => setOpen(false)} />
    </EntryPage>
  );
}
