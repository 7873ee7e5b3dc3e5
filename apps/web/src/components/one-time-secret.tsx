import { Button, CopyButton, Group, Text } from '@mantine/core';

/** A secret the server answers once: to be copied now, because nobody can look it up later. */
export function OneTimeSecret({ label, secret }: { label: string; secret: string }) {
  return (
    <div className="notice" data-tone="good" role="status">
      <Text fw={650}>{label}</Text>
      <Group gap="sm" mt={6} wrap="wrap">
        <span className="sample" style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
          {secret}
        </span>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Text size="sm" c="dimmed" mt={6}>
        It is shown this once. Pass it on by a safe way.
      </Text>
    </div>
  );
}
