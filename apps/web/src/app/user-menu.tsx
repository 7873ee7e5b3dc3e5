import { ActionIcon, Button, Popover, Stack, Text } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useSession } from '../api/session.ts';
import { AppLink } from '../components/app-link.tsx';
import { signOut } from './sign-out.ts';

/** Who is signed in, and the way out. */
export function UserMenu() {
  const { user } = useSession();
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="bottom-end" width={240} shadow="md" trapFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Your account"
          onClick={() => setOpened((open) => !open)}
        >
          <IconUser size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Your account">
        <Stack gap={4}>
          <Text size="sm" fw={600}>
            {user?.display_name}
          </Text>
          <Text size="xs" c="dimmed">
            {user?.email}
          </Text>
          <AppLink href="/profile" onClick={() => setOpened(false)}>
            Profile, password and devices
          </AppLink>
          <Button
            variant="default"
            size="xs"
            mt={6}
            leftSection={<IconLogout size={16} />}
            onClick={() => void signOut()}
          >
            Sign out
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
