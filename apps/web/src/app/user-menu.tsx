import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { useSession } from '../api/session.ts';
import { signOut } from './sign-out.ts';

export function UserMenu() {
  const { user } = useSession();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label="Your account">
          <IconUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label="Your account">
        <Menu.Label>
          <Text size="sm" fw={600} component="span" display="block" c="var(--mantine-color-text)">
            {user?.display_name}
          </Text>
          {user?.email}
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
