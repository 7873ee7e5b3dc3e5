import { ActionIcon, Button, Popover, Stack, Text } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useSession } from '../api/session.ts';
import { signOut } from './sign-out.ts';

/** Who is signed in, and the way out. */
export function UserMenu() {
  const { user } = useSession();
  return (
    <Popover position="bottom-end" width={240} shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size="lg" aria-label="Your account">
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
