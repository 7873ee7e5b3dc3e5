import { Button, Group, Modal, NativeSelect, NumberInput, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addDependency } from '../../api/dependencies.ts';
import type { NewDependencyBody } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { AssetPicker } from './asset-picker.tsx';

const kinds = [
  'depends_on',
  'connects_to',
  'runs_on',
  'uses_database',
  'uses_storage',
  'calls_api',
  'hosted_by',
  'member_of',
  'replicates_to',
] as const;
type Named = { id: string; name: string };

function useNewEdge(given: Named | null, onClose: () => void) {
  const cache = useQueryClient();
  const [source, setSource] = useState(given);
  const [target, setTarget] = useState<Named | null>(null);
  const [kind, setKind] = useState<(typeof kinds)[number]>('depends_on');
  const [port, setPort] = useState<string | number>('');
  const add = useCommand((edge: NewDependencyBody, key) => addDependency(edge, key), {
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['dependencies'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (source === null || target === null) return;
    add.mutate({
      source_id: source.id,
      target_id: target.id,
      dependency_type: kind,
      ...(typeof port === 'number' && { port }),
    });
  };
  return { source, setSource, target, setTarget, kind, setKind, port, setPort, add, submit };
}

/** A dependency a person knows of; it is confirmed from the start. */
export function AddDependency(props: { source: Named | null; onClose: () => void }) {
  const { onClose } = props;
  const { source, setSource, target, setTarget, kind, setKind, port, setPort, add, submit } = useNewEdge(
    props.source,
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title="Add a dependency">
      <form onSubmit={submit}>
        <Stack>
          {add.error !== null && <ProblemAlert error={add.error} />}
          {source === null || props.source === null ? (
            <AssetPicker label="From" onPick={setSource} />
          ) : (
            <Text size="sm">From {source.name}</Text>
          )}
          <NativeSelect
            label="Kind"
            data={kinds.map((value) => ({ value, label: sentenceOf(value) }))}
            value={kind}
            onChange={(event) => setKind(kinds.find((value) => value === event.currentTarget.value) ?? kind)}
          />
          <AssetPicker label="To" onPick={setTarget} />
          <NumberInput
            label="Port, if there is one"
            value={port}
            onChange={setPort}
            min={0}
            max={65_535}
            allowDecimal={false}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={add.isPending} disabled={source === null || target === null}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
