// oxlint-disable import/no-unassigned-import -- style sheets have nothing to assign
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
// oxlint-enable import/no-unassigned-import
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/api-error.ts';
import { ShortcutsProvider } from '../components/shortcuts.tsx';
import { cssVariables, portalTarget, theme } from './theme.ts';

/** Only what may pass by itself is asked again: no answer, or a dependency of the server that is away. */
function mayRetry(failures: number, error: Error): boolean {
  const passing = error instanceof ApiError && (error.status === 0 || error.status === 503);
  return passing && failures < 2;
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: mayRetry, staleTime: 5000, refetchOnWindowFocus: true } },
  });
}

const colorScheme = localStorageColorSchemeManager({ key: 'landfall-color-scheme' });

export function Providers({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
    >
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" portalProps={{ target: portalTarget }} />
        <ShortcutsProvider>{children}</ShortcutsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
