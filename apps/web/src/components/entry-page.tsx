import { Box, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Logo } from './logo.tsx';

/** A page outside the shell: one card with the product's mark above. */
export function EntryPage({
  title,
  children,
  width = 400,
}: {
  title: string;
  children: ReactNode;
  width?: number;
}) {
  useEffect(() => {
    document.title = `${title} · Landfall`;
  }, [title]);
  return (
    <Box component="main" mih="100vh" py={64} px="md" bg="var(--landfall-raised)">
      <Box maw={width} mx="auto">
        <Group gap={10} mb="lg" justify="center">
          <Logo size={32} />
          <Text fw={700} fz={22}>
            Landfall
          </Text>
        </Group>
        <Box className="card" p="xl">
          <Title order={1} size="h3" mb="md">
            {title}
          </Title>
          {children}
        </Box>
      </Box>
    </Box>
  );
}
