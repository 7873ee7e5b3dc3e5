import {
  ActionIcon,
  AppShell,
  Burger,
  Button,
  Group,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react';
import { Outlet } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useFollowedFlows } from '../api/use-followed-flows.ts';
import { AppLink, useGo } from '../components/app-link.tsx';
import { Logo } from '../components/logo.tsx';
import { type Shortcut, useShortcutHelp, useShortcuts } from '../components/shortcuts.tsx';
import { FlowDialogsProvider } from '../flow/flow-dialogs.tsx';
import { IncompleteBanner } from '../flow/incomplete-banner.tsx';
import { ContextSwitcher } from './context-switcher.tsx';
import { useDialogFocusReturn } from './dialog-focus.ts';
import { Navigation } from './navigation.tsx';
import { portalTarget } from './theme.ts';
import { UserMenu } from './user-menu.tsx';

function ThemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const next = scheme === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Switch to ${next} colours`}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={`Switch to ${next} colours`}
        onClick={() => setColorScheme(next)}
      >
        {scheme === 'dark' ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

function useGlobalShortcuts(): void {
  const go = useGo();
  const openHelp = useShortcutHelp();
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { keys: '?', label: 'Show this list', run: openHelp },
      { keys: '/', label: 'Search the list on this page', run: focusSearch },
      { keys: 'g h', label: 'Go to the overview', run: () => go('/') },
      { keys: 'g i', label: 'Go to data import', run: () => go('/discovery/data-import') },
      { keys: 'g m', label: 'Go to attribute mapping', run: () => go('/discovery/attribute-mapping') },
      { keys: 'g v', label: 'Go to the inventory', run: () => go('/discovery/inventory') },
      { keys: 'g f', label: 'Go to the flows', run: () => go('/flows') },
    ],
    [go, openHelp],
  );
  useShortcuts('Everywhere', shortcuts);
}

function focusSearch(): void {
  document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus();
}

function TopBar({ menuOpen, onMenu }: { menuOpen: boolean; onMenu: () => void }) {
  const openHelp = useShortcutHelp();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="md" wrap="nowrap" miw={0}>
        <Burger opened={menuOpen} onClick={onMenu} hiddenFrom="sm" size="sm" aria-label="Navigation" />
        <AppLink href="/" className="home-link">
          <Logo />
          <Text fw={700} fz={17} visibleFrom="xs">
            Landfall
          </Text>
        </AppLink>
        <ContextSwitcher />
      </Group>
      <Group gap="xs" wrap="nowrap" style={{ flex: 'none' }}>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconKeyboard size={16} />}
          onClick={openHelp}
          visibleFrom="md"
        >
          Shortcuts
        </Button>
        <ThemeToggle />
        <UserMenu />
      </Group>
    </Group>
  );
}

/** Frame of every page behind the sign-in: bar, navigation, content. */
export function Shell() {
  const [menuOpen, menu] = useDisclosure(false);
  useGlobalShortcuts();
  useFollowedFlows();
  useDialogFocusReturn(portalTarget);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
      padding="md"
    >
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <AppShell.Header>
        <TopBar menuOpen={menuOpen} onMenu={menu.toggle} />
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label="Main">
        <Navigation onFollow={menu.close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>
        <FlowDialogsProvider>
          <IncompleteBanner />
          <Outlet />
        </FlowDialogsProvider>
      </AppShell.Main>
    </AppShell>
  );
}
