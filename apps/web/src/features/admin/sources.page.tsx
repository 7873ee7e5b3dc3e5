import { ActionIcon, Autocomplete, Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { putAnswer } from '../../api/put-answer.ts';
import { sourcePrecedenceQuery, storeSourcePrecedence } from '../../api/source-precedence.ts';
import { useCommand } from '../../api/use-command.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { ChangeGuard } from './change-guard.tsx';
import { isListed, moved } from './source-order.ts';

/** Which source systems are trusted more than others when they disagree. */
export function SourcesPage() {
  const precedence = useQuery(sourcePrecedenceQuery);
  return (
    <Stack maw={760}>
      <PageHeader
        title="Sources"
        subtitle="When two sources disagree about an asset, the one further up is believed. An import of a source further down asks before it changes such a value."
      />
      <QueryView query={precedence} label="sources" rows={3}>
        {(answer) => <SourceOrder stored={answer.source_systems} known={answer.known} />}
      </QueryView>
      <ChangeGuard />
    </Stack>
  );
}

function SourceOrder({ stored, known }: { stored: readonly string[]; known: readonly string[] }) {
  const queryClient = useQueryClient();
  const [changed, setOrder] = useState<readonly string[] | null>(null);
  const order = changed ?? stored;
  const save = useCommand((systems: readonly string[], key) => storeSourcePrecedence(systems, key), {
    onSuccess: (answer) => {
      putAnswer(queryClient, sourcePrecedenceQuery.queryKey, () => answer);
      setOrder(null);
    },
  });
  const isChanged = order.join('\n') !== stored.join('\n');
  return (
    <Stack>
      {save.error !== null && <ProblemAlert error={save.error} />}
      {save.isSuccess && !isChanged && (
        <Text size="sm" role="status">
          The order is saved. It holds for the next imports.
        </Text>
      )}
      {order.length === 0 ? (
        <EmptyState title="No source is trusted more than another">
          The newest import wins, except over values of people.
        </EmptyState>
      ) : (
        <ol className="card" style={{ listStyle: 'none', margin: 0, padding: 0 }} aria-label="Order of trust">
          {order.map((system, index) => (
            <SourceLine key={system} system={system} index={index} order={order} onChange={setOrder} />
          ))}
        </ol>
      )}
      <AddSource
        known={known.filter((system) => !isListed(order, system))}
        order={order}
        onAdd={(system) => setOrder([...order, system])}
      />
      <Group>
        <Button disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(order)}>
          Save the order
        </Button>
        {isChanged && (
          <Button variant="default" onClick={() => setOrder(null)}>
            Undo changes
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function SourceLine(props: {
  system: string;
  index: number;
  order: readonly string[];
  onChange: (order: readonly string[]) => void;
}) {
  const { system, index, order, onChange } = props;
  return (
    <li style={{ padding: '8px 12px', borderTop: index === 0 ? 0 : '1px solid var(--landfall-line)' }}>
      <Group justify="space-between" wrap="nowrap">
        <Text>
          <span className="mono">{index + 1}.</span> {system}
        </Text>
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            variant="default"
            aria-label={`Trust ${system} more`}
            disabled={index === 0}
            onClick={() => onChange(moved(order, index, -1))}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label={`Trust ${system} less`}
            disabled={index === order.length - 1}
            onClick={() => onChange(moved(order, index, 1))}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label={`Take ${system} off the list`}
            onClick={() => onChange(order.filter((one) => one !== system))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      </Group>
    </li>
  );
}

function AddSource(props: {
  known: readonly string[];
  order: readonly string[];
  onAdd: (system: string) => void;
}) {
  const { known, order, onAdd } = props;
  const [name, setName] = useState('');
  const isNew = name.trim() !== '' && !isListed(order, name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isNew) return;
    onAdd(name.trim());
    setName('');
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <Autocomplete
          label="Source system"
          description="As imports name it; capitals do not matter"
          data={[...known]}
          value={name}
          onChange={setName}
          maxLength={200}
          w={360}
          maw="100%"
        />
        <Button type="submit" variant="default" disabled={!isNew}>
          Add to the list
        </Button>
      </Group>
    </form>
  );
}
